import mxsym as mx

copy = mx.sym.var('copy')  # float32[64, 32]
weight = mx.sym.var('weight')  # float32[64, 32]
copy_update0 = mx.sym.copy_update(copy=copy, weight=weight, name='copy_update0')  # float32[64, 32]
graph = copy_update0
