import mxsym as mx

weight = mx.sym.var('weight')  # float32[64, 32]
grad = mx.sym.var('grad')  # float32[64, 32]
ax = mx.sym.var('ax')  # float32[64, 32]
mu = mx.sym.var('mu')  # float32[1]
eta = mx.sym.var('eta')  # float32[1]
step = mx.sym.var('step')  # float32[1]
torch_asgd_update0 = mx.sym.torch_asgd_update(weight=weight, grad=grad, ax=ax, mu=mu, eta=eta, step=step, lr=0.1, name='torch_asgd_update0')  # float32[64, 32]
graph = torch_asgd_update0
