import mxsym as mx

w = mx.sym.var('w')  # float32[64, 32]
g = mx.sym.var('g')  # float32[64, 32]
_mulscalar0 = mx.sym._mul_scalar(data=g, scalar=0.5, name='_mulscalar0')  # float32[64, 32]
clip0 = mx.sym.clip(data=_mulscalar0, a_min=-1.0, a_max=1.0, name='clip0')  # float32[64, 32]
m = mx.sym.var('m')  # float32[64, 32]
upd = mx.sym.sgd_mom_update(weight=w, grad=clip0, mom=m, lr=0.1, momentum=0.9, out=w, name='upd')  # float32[64, 32]
average = mx.sym.var('average')  # float32[64, 32]
_mulscalar1 = mx.sym._mul_scalar(data=average, scalar=0.99, name='_mulscalar1')  # float32[64, 32]
_mulscalar2 = mx.sym._mul_scalar(data=upd, scalar=0.01, name='_mulscalar2')  # float32[64, 32]
_plus0 = mx.sym.elemwise_add(lhs=_mulscalar1, rhs=_mulscalar2, name='_plus0')  # float32[64, 32]
_copy0 = mx.sym._copy(data=_plus0, out=average, name='_copy0')  # float32[64, 32]
graph = mx.sym.Group([upd, _copy0])
