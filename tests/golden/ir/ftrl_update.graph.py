import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
z = mx.sym.var('z')  # float32[64, 32]
n = mx.sym.var('n')  # float32[64, 32]
ftrl_update0 = mx.sym.ftrl_update(weight=weight, grad=grad, z=z, n=n, lr=0.1, name='ftrl_update0')  # float32[64, 32]
graph = ftrl_update0
