import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
state = mx.sym.var('state')  # float32[64, 32]
test_update1 = mx.sym.test_update(weight=weight, grad=grad, state=state, flavour='1.9', name='test_update1')  # float32[64, 32]
graph = test_update1
