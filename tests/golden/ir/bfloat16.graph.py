import mxsym as mx

w = mx.sym.var('w')  # bfloat16[64, 32]
g = mx.sym.var('g')  # bfloat16[64, 32]
rate = mx.sym.var('rate')  # bfloat16[]
upd = mx.sym.sgd_update(weight=w, grad=g, lr=rate, name='upd')  # bfloat16[64, 32]
graph = upd
