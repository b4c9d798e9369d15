import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
lbsgd_update0 = mx.sym.lbsgd_update(weight=weight, grad=grad, lr=0.1, name='lbsgd_update0')  # float32[64, 32]
graph = lbsgd_update0
