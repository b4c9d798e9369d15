import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
state1 = mx.sym.var('state1')  # float32[64, 32]
state2 = mx.sym.var('state2')  # float32[64, 32]
adam8bit_small_update0 = mx.sym.adam8bit_small_update(weight=weight, grad=grad, state1=state1, state2=state2, lr=0.1, t=1.0, name='adam8bit_small_update0')  # float32[64, 32]
graph = adam8bit_small_update0
