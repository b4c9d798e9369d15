import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
d = mx.sym.var('d')  # float32[64, 32]
v = mx.sym.var('v')  # float32[64, 32]
z = mx.sym.var('z')  # float32[64, 32]
ftml_update1 = mx.sym.ftml_update(weight=weight, grad=grad, d=d, v=v, z=z, lr=0.1, t=1.0, flavour='1.9', name='ftml_update1')  # float32[64, 32]
graph = ftml_update1
