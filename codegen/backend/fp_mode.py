"""The floating-point mode in native code: round to nearest, subnormals kept, exceptions masked.

A thread's mode is the user's (`torch.set_flush_denormal`, libraries built with -ffast-math): whoever runs kernels
enters this mode first and leaves it afterwards. A thread in the default mode pays for reading the register, not for
writing it.
"""

from __future__ import annotations

from mxsym.codegen.target import AARCH64, MACHINE, X86_64

_X86 = """
declare void @llvm.x86.sse.stmxcsr(ptr)
declare void @llvm.x86.sse.ldmxcsr(ptr)

define internal i64 @mode.enter() #0 {
entry:
  %room = alloca i32, align 4
  call void @llvm.x86.sse.stmxcsr(ptr %room)
  %before = load i32, ptr %room, align 4
  %word = zext i32 %before to i64
  %other = call i1 @mode.differs(i64 %word)
  br i1 %other, label %set, label %done
set:
  store i32 8064, ptr %room, align 4
  call void @llvm.x86.sse.ldmxcsr(ptr %room)
  br label %done
done:
  ret i64 %word
}

define internal void @mode.leave(i64 %before) #0 {
entry:
  %other = call i1 @mode.differs(i64 %before)
  br i1 %other, label %set, label %done
set:
  %room = alloca i32, align 4
  %word = trunc i64 %before to i32
  store i32 %word, ptr %room, align 4
  call void @llvm.x86.sse.ldmxcsr(ptr %room)
  br label %done
done:
  ret void
}

define internal i1 @mode.differs(i64 %word) #0 {
  %bits = and i64 %word, 65472
  %other = icmp ne i64 %bits, 8064
  ret i1 %other
}
"""  # the lowest six bits say what has happened; they are no mode

_ARM = """
declare i64 @llvm.aarch64.get.fpcr()
declare void @llvm.aarch64.set.fpcr(i64)

define internal i64 @mode.enter() #0 {
entry:
  %before = call i64 @llvm.aarch64.get.fpcr()
  %other = icmp ne i64 %before, 0
  br i1 %other, label %set, label %done
set:
  call void @llvm.aarch64.set.fpcr(i64 0)
  br label %done
done:
  ret i64 %before
}

define internal void @mode.leave(i64 %before) #0 {
entry:
  %other = icmp ne i64 %before, 0
  br i1 %other, label %set, label %done
set:
  call void @llvm.aarch64.set.fpcr(i64 %before)
  br label %done
done:
  ret void
}
"""

_OTHER = """
define internal i64 @mode.enter() #0 {
  ret i64 0
}

define internal void @mode.leave(i64 %before) #0 {
  ret void
}
"""

_BY_MACHINE = {X86_64: _X86, AARCH64: _ARM}
ATTRIBUTES = 'attributes #0 = { nounwind "no-builtins" }'
"""Those of every function that `lower.py` makes, too."""


def has_mode(machine: str) -> bool:
    """True if kernels for an architecture run in this mode, whatever the thread's is."""
    return machine in _BY_MACHINE


def mode_text(machine: str) -> str:
    """LLVM's text of two functions for an architecture.

    `mode.enter()` sets the mode and returns the one before; `mode.leave(before)` sets it back.
    """
    return _BY_MACHINE.get(machine, _OTHER) + ATTRIBUTES + "\n"


MODE = mode_text(MACHINE)
"""That text for code that is linked into this process."""
