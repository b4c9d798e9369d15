import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
g = mx.sym.var('g')  # float32[64, 32]
r1 = mx.sym.var('r1')  # float32[1]
r2 = mx.sym.var('r2')  # float32[1]
lamb_update_phase20 = mx.sym.lamb_update_phase2(weight=weight, g=g, r1=r1, r2=r2, lr=0.1, name='lamb_update_phase20')  # float32[64, 32]
graph = lamb_update_phase20
