import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
square_avg = mx.sym.var('square_avg')  # float32[64, 32]
step = mx.sym.var('step')  # float32[1]
grad_avg = mx.sym.var('grad_avg')  # float32[64, 32]
momentum_buffer = mx.sym.var('momentum_buffer')  # float32[64, 32]
torch_rmsprop_update0 = mx.sym.torch_rmsprop_update(weight=weight, grad=grad, square_avg=square_avg, step=step, grad_avg=grad_avg, momentum_buffer=momentum_buffer, lr=0.1, name='torch_rmsprop_update0')  # float32[64, 32]
graph = torch_rmsprop_update0
