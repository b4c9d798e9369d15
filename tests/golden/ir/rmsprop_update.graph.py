import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
n = mx.sym.var('n')  # float32[64, 32]
rmsprop_update0 = mx.sym.rmsprop_update(weight=weight, grad=grad, n=n, lr=0.1, name='rmsprop_update0')  # float32[64, 32]
graph = rmsprop_update0
