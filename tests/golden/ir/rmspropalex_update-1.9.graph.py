import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
n = mx.sym.var('n')  # float32[64, 32]
g = mx.sym.var('g')  # float32[64, 32]
delta = mx.sym.var('delta')  # float32[64, 32]
rmspropalex_update1 = mx.sym.rmspropalex_update(weight=weight, grad=grad, n=n, g=g, delta=delta, lr=0.1, flavour='1.9', name='rmspropalex_update1')  # float32[64, 32]
graph = rmspropalex_update1
