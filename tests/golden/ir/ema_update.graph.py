import mxsym as mx

average = mx.sym.var('average')  # float32[64, 32]
weight = mx.sym.var('weight')  # float32[64, 32]
ema_update0 = mx.sym.ema_update(average=average, weight=weight, name='ema_update0')  # float32[64, 32]
graph = ema_update0
