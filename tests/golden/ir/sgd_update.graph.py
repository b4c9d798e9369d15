import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
sgd_update0 = mx.sym.sgd_update(weight=weight, grad=grad, lr=0.1, name='sgd_update0')  # float32[64, 32]
graph = sgd_update0
