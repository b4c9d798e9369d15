import mxsym as mx

w = mx.sym.var('w')  # float16[64, 32]
g = mx.sym.var('g')  # float16[64, 32]
rate = mx.sym.var('rate')  # float16[]
upd = mx.sym.sgd_update(weight=w, grad=g, lr=rate, name='upd')  # float16[64, 32]
graph = upd
