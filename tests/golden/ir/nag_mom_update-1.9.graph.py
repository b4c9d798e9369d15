import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
mom = mx.sym.var('mom')  # float32[64, 32]
nag_mom_update1 = mx.sym.nag_mom_update(weight=weight, grad=grad, mom=mom, lr=0.1, flavour='1.9', name='nag_mom_update1')  # float32[64, 32]
graph = nag_mom_update1
