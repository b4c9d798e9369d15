import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
momentum_buffer = mx.sym.var('momentum_buffer')  # float32[64, 32]
torch_sgd_update0 = mx.sym.torch_sgd_update(weight=weight, grad=grad, momentum_buffer=momentum_buffer, lr=0.1, name='torch_sgd_update0')  # float32[64, 32]
graph = torch_sgd_update0
