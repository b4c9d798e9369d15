import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
state = mx.sym.var('state')  # float32[64, 32]
test_update0 = mx.sym.test_update(weight=weight, grad=grad, state=state, lr=0.1, name='test_update0')  # float32[64, 32]
graph = test_update0
