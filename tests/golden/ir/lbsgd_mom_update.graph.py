import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
mom = mx.sym.var('mom')  # float32[64, 32]
lbsgd_mom_update0 = mx.sym.lbsgd_mom_update(weight=weight, grad=grad, mom=mom, lr=0.1, name='lbsgd_mom_update0')  # float32[64, 32]
graph = lbsgd_mom_update0
