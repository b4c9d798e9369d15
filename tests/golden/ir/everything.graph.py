import mxsym as mx

x = mx.sym.var('x')  # float64[64, 32]
y = mx.sym.var('y')  # float64[64, 32]
_greater0 = mx.sym._greater(lhs=x, rhs=y, name='_greater0')  # float64[64, 32]
sign0 = mx.sym.sign(data=x, name='sign0')  # float64[64, 32]
_maximum0 = mx.sym._maximum(lhs=x, rhs=y, name='_maximum0')  # float64[64, 32]
_minimumscalar0 = mx.sym._minimum_scalar(data=x, scalar=0.5, name='_minimumscalar0')  # float64[64, 32]
_mul0 = mx.sym.elemwise_mul(lhs=_maximum0, rhs=_minimumscalar0, name='_mul0')  # float64[64, 32]
_plus0 = mx.sym.elemwise_add(lhs=sign0, rhs=_mul0, name='_plus0')  # float64[64, 32]
square0 = mx.sym.square(data=y, name='square0')  # float64[64, 32]
rsqrt0 = mx.sym.rsqrt(data=square0, name='rsqrt0')  # float64[64, 32]
_plus1 = mx.sym.elemwise_add(lhs=_plus0, rhs=rsqrt0, name='_plus1')  # float64[64, 32]
log0 = mx.sym.log(data=x, name='log0')  # float64[64, 32]
exp0 = mx.sym.exp(data=log0, name='exp0')  # float64[64, 32]
_power0 = mx.sym._power(lhs=exp0, rhs=y, name='_power0')  # float64[64, 32]
where0 = mx.sym.where(condition=_greater0, x=_plus1, y=_power0, name='where0')  # float64[64, 32]
graph = where0
