import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
exp_avg = mx.sym.var('exp_avg')  # float32[64, 32]
exp_avg_sq = mx.sym.var('exp_avg_sq')  # float32[64, 32]
torch_sparse_adam_update0 = mx.sym.torch_sparse_adam_update(weight=weight, grad=grad, exp_avg=exp_avg, exp_avg_sq=exp_avg_sq, lr=0.1, t=1.0, name='torch_sparse_adam_update0')  # float32[64, 32]
graph = torch_sparse_adam_update0
