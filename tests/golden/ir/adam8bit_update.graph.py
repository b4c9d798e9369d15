import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
state1 = mx.sym.var('state1')  # uint8[64, 32]
state1_absmax = mx.sym.var('state1_absmax')  # float32[8]
state2 = mx.sym.var('state2')  # uint8[64, 32]
state2_absmax = mx.sym.var('state2_absmax')  # float32[8]
adam8bit_update0 = mx.sym.adam8bit_update(weight=weight, grad=grad, state1=state1, state1_absmax=state1_absmax, state2=state2, state2_absmax=state2_absmax, lr=0.1, t=1.0, name='adam8bit_update0')  # float32[64, 32]
graph = adam8bit_update0
