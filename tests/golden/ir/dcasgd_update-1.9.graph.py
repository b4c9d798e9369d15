import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
previous = mx.sym.var('previous')  # float32[64, 32]
mom = mx.sym.var('mom')  # float32[64, 32]
dcasgd_update1 = mx.sym.dcasgd_update(weight=weight, grad=grad, previous=previous, mom=mom, lr=0.1, flavour='1.9', name='dcasgd_update1')  # float32[64, 32]
graph = dcasgd_update1
