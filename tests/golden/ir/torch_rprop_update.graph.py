import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
prev = mx.sym.var('prev')  # float32[64, 32]
step_size = mx.sym.var('step_size')  # float32[64, 32]
step = mx.sym.var('step')  # float32[1]
torch_rprop_update0 = mx.sym.torch_rprop_update(weight=weight, grad=grad, prev=prev, step_size=step_size, step=step, name='torch_rprop_update0')  # float32[64, 32]
graph = torch_rprop_update0
