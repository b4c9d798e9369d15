import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
square_avg = mx.sym.var('square_avg')  # float32[64, 32]
acc_delta = mx.sym.var('acc_delta')  # float32[64, 32]
step = mx.sym.var('step')  # float32[1]
torch_adadelta_update0 = mx.sym.torch_adadelta_update(weight=weight, grad=grad, square_avg=square_avg, acc_delta=acc_delta, step=step, name='torch_adadelta_update0')  # float32[64, 32]
graph = torch_adadelta_update0
