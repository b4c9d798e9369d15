import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
exp_avg = mx.sym.var('exp_avg')  # float32[64, 32]
exp_inf = mx.sym.var('exp_inf')  # float32[64, 32]
step = mx.sym.var('step')  # float32[1]
torch_adamax_update0 = mx.sym.torch_adamax_update(weight=weight, grad=grad, exp_avg=exp_avg, exp_inf=exp_inf, step=step, lr=0.1, name='torch_adamax_update0')  # float32[64, 32]
graph = torch_adamax_update0
