import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
exp_avg = mx.sym.var('exp_avg')  # float32[64, 32]
exp_avg_sq = mx.sym.var('exp_avg_sq')  # float32[64, 32]
step = mx.sym.var('step')  # float32[1]
torch_radam_update0 = mx.sym.torch_radam_update(weight=weight, grad=grad, exp_avg=exp_avg, exp_avg_sq=exp_avg_sq, step=step, lr=0.1, name='torch_radam_update0')  # float32[64, 32]
graph = torch_radam_update0
