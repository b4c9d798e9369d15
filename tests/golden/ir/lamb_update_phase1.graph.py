import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
mean = mx.sym.var('mean')  # float32[64, 32]
var = mx.sym.var('var')  # float32[64, 32]
lamb_update_phase10 = mx.sym.lamb_update_phase1(weight=weight, grad=grad, mean=mean, var=var, t=1.0, wd=0.1, name='lamb_update_phase10')  # float32[64, 32]
graph = lamb_update_phase10
