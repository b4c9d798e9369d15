import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
noise = mx.sym.var('noise')  # float32[64, 32]
sgld_update0 = mx.sym.sgld_update(weight=weight, grad=grad, noise=noise, lr=0.1, name='sgld_update0')  # float32[64, 32]
graph = sgld_update0
