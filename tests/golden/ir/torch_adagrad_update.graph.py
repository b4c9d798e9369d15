import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
sum_of_squares = mx.sym.var('sum_of_squares')  # float32[64, 32]
step = mx.sym.var('step')  # float32[1]
torch_adagrad_update0 = mx.sym.torch_adagrad_update(weight=weight, grad=grad, sum_of_squares=sum_of_squares, step=step, lr=0.1, name='torch_adagrad_update0')  # float32[64, 32]
graph = torch_adagrad_update0
