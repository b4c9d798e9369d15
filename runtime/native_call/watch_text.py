"""The text of `intact`, which looks at bound arrays again: nothing is believed of them from an earlier step."""

from __future__ import annotations

from mxsym.runtime.native_call.layout import WATCH, from_api, word

TENSOR_BYTES = 64
"""Room for DLPack's DLTensor: data, device, dimensions, type, shape, strides, offset."""


def _row(name: str, into: str = "", kind: str = "i64") -> str:
    return word(WATCH, name, "row", into or name, kind)


def _set(name: str, value: str, into: str = "") -> str:
    """Store to a word of `%row`."""
    at = f"%{into or name}.set"
    return f"{at} = getelementptr i64, ptr %row, i64 {WATCH.index(name)}\n  store {value}, ptr {at}, align 8"


# An array's data are at byte 16 of the object, then dimensions, shape, strides, base, dtype, flags.
WATCHES = f"""
define internal i1 @described(ptr %object, ptr %reader, ptr %tensor) {{
  %status = call i32 %reader(ptr %object, ptr %tensor)
  %good = icmp eq i32 %status, 0
  br i1 %good, label %yes, label %no
yes:
  ret i1 1
no:
  call void @PyErr_Clear()
  ret i1 0
}}

define internal i64 @data_of(ptr %tensor) {{
  %offset.at = getelementptr i8, ptr %tensor, i64 40
  %data = load i64, ptr %tensor, align 8
  %offset = load i64, ptr %offset.at, align 8
  %address = add i64 %data, %offset
  ret i64 %address
}}

define internal i1 @same(ptr %one, ptr %other, i64 %count) {{
start:
  br label %next
next:
  %d = phi i64 [0, %start], [%d.next, %look]
  %more = icmp slt i64 %d, %count
  br i1 %more, label %look, label %yes
look:
  %one.at = getelementptr i64, ptr %one, i64 %d
  %other.at = getelementptr i64, ptr %other, i64 %d
  %has = load i64, ptr %one.at, align 8
  %wants = load i64, ptr %other.at, align 8
  %d.next = add i64 %d, 1
  %equal = icmp eq i64 %has, %wants
  br i1 %equal, label %next, label %no
yes:
  ret i1 1
no:
  ret i1 0
}}

define internal i1 @packed(ptr %strides, ptr %shape, ptr %wanted, i64 %count) {{
start:
  %compact = icmp eq ptr %strides, null
  br i1 %compact, label %yes, label %next
next:
  %d = phi i64 [0, %start], [%d.next, %look]
  %more = icmp slt i64 %d, %count
  br i1 %more, label %look, label %yes
look:
  %size.at = getelementptr i64, ptr %shape, i64 %d
  %size = load i64, ptr %size.at, align 8
  %one = icmp eq i64 %size, 1
  %has.at = getelementptr i64, ptr %strides, i64 %d
  %wants.at = getelementptr i64, ptr %wanted, i64 %d
  %has = load i64, ptr %has.at, align 8
  %wants = load i64, ptr %wants.at, align 8
  %d.next = add i64 %d, 1
  %equal = icmp eq i64 %has, %wants
  %fine = or i1 %one, %equal
  br i1 %fine, label %next, label %no
yes:
  ret i1 1
no:
  ret i1 0
}}

define internal i1 @tensor_intact(ptr %row, ptr %reader, ptr %tensor) {{
start:
  {_row("object", kind="ptr")}
  {_row("descr", "descr.word")}
  {_row("dimensions")}
  {_row("shape", kind="ptr")}
  {_row("strides", kind="ptr")}
  {_row("bytes")}
  {_row("address")}
  %read = call i1 @described(ptr %object, ptr %reader, ptr %tensor)
  br i1 %read, label %look, label %no
look:
  %device.at = getelementptr i8, ptr %tensor, i64 8
  %device = load i32, ptr %device.at, align 4
  %here = icmp eq i32 %device, 1
  %count.at = getelementptr i8, ptr %tensor, i64 16
  %count = load i32, ptr %count.at, align 4
  %wide = sext i32 %count to i64
  %deep = icmp eq i64 %wide, %dimensions
  %code.at = getelementptr i8, ptr %tensor, i64 20
  %code = load i32, ptr %code.at, align 4
  %descr = trunc i64 %descr.word to i32
  %typed = icmp eq i32 %code, %descr
  %one = and i1 %here, %deep
  %two = and i1 %one, %typed
  br i1 %two, label %sized, label %no
sized:
  %dims.at = getelementptr i8, ptr %tensor, i64 24
  %dims = load ptr, ptr %dims.at, align 8
  %shaped = call i1 @same(ptr %dims, ptr %shape, i64 %dimensions)
  br i1 %shaped, label %full, label %no
full:
  %empty = icmp eq i64 %bytes, 0
  br i1 %empty, label %yes, label %placed
placed:
  %steps.at = getelementptr i8, ptr %tensor, i64 32
  %steps = load ptr, ptr %steps.at, align 8
  %whole = call i1 @packed(ptr %steps, ptr %dims, ptr %strides, i64 %dimensions)
  %data = call i64 @data_of(ptr %tensor)
  %stays = icmp eq i64 %data, %address
  %both = and i1 %whole, %stays
  ret i1 %both
yes:
  ret i1 1
no:
  ret i1 0
}}

define internal i1 @array_intact(ptr %row, ptr %tensor) {{
start:
  {_row("object", kind="ptr")}
  {_row("descr")}
  {_row("dimensions")}
  {_row("shape", kind="ptr")}
  {_row("flags", "wanted")}
  {_row("address")}
  {_row("base", "was")}
  %dtype.at = getelementptr i8, ptr %object, i64 56
  %dtype = load i64, ptr %dtype.at, align 8
  %same = icmp eq i64 %dtype, %descr
  %flags.at = getelementptr i8, ptr %object, i64 64
  %flags = load i32, ptr %flags.at, align 4
  %wide.flags = zext i32 %flags to i64
  %form = and i64 %wide.flags, %wanted
  %plain = icmp eq i64 %form, %wanted
  %count.at = getelementptr i8, ptr %object, i64 24
  %count = load i32, ptr %count.at, align 4
  %wide = sext i32 %count to i64
  %deep = icmp eq i64 %wide, %dimensions
  %data.at = getelementptr i8, ptr %object, i64 16
  %data = load i64, ptr %data.at, align 8
  %stays = icmp eq i64 %data, %address
  %base.at = getelementptr i8, ptr %object, i64 48
  %base = load i64, ptr %base.at, align 8
  %based = icmp eq i64 %base, %was
  %one = and i1 %same, %plain
  %two = and i1 %deep, %stays
  %three = and i1 %one, %based
  %all = and i1 %two, %three
  br i1 %all, label %sized, label %no
sized:
  %dims.at = getelementptr i8, ptr %object, i64 32
  %dims = load ptr, ptr %dims.at, align 8
  %shaped = call i1 @same(ptr %dims, ptr %shape, i64 %dimensions)
  br i1 %shaped, label %rooted, label %no
rooted:
  {_row("root", kind="ptr")}
  %own = icmp eq ptr %root, null
  br i1 %own, label %yes, label %look
look:
  {_row("root_reader", "reader", "ptr")}
  {_row("root_address", "root.was")}
  %array = icmp eq ptr %reader, null
  br i1 %array, label %near, label %far
near:
  %near.at = getelementptr i8, ptr %root, i64 16
  %root.near = load i64, ptr %near.at, align 8
  br label %compare
far:
  %read = call i1 @described(ptr %root, ptr %reader, ptr %tensor)
  %root.far = call i64 @data_of(ptr %tensor)
  br i1 %read, label %compare, label %no
compare:
  %root.data = phi i64 [%root.near, %near], [%root.far, %far]
  %there = icmp eq i64 %root.data, %root.was
  ret i1 %there
yes:
  ret i1 1
no:
  ret i1 0
}}

define i32 @intact(ptr %rows, i64 %count) {{
start:
  %tensor = alloca [{TENSOR_BYTES} x i8], align 16
  br label %next
next:
  %i = phi i64 [0, %start], [%i.next, %good]
  %more = icmp slt i64 %i, %count
  br i1 %more, label %look, label %yes
look:
  %row = getelementptr [{len(WATCH)} x i64], ptr %rows, i64 %i
  {_row("object", kind="ptr")}
  %none = icmp eq ptr %object, null
  br i1 %none, label %good, label %some
some:
  {_row("reader", kind="ptr")}
  %array = icmp eq ptr %reader, null
  br i1 %array, label %near, label %far
near:
  %near.fine = call i1 @array_intact(ptr %row, ptr %tensor)
  br i1 %near.fine, label %good, label %no
far:
  %far.fine = call i1 @tensor_intact(ptr %row, ptr %reader, ptr %tensor)
  br i1 %far.fine, label %good, label %no
good:
  %i.next = add i64 %i, 1
  br label %next
yes:
  ret i32 1
no:
  ret i32 0
}}

define internal i1 @simple(ptr %value) {{
  %base.at = getelementptr i8, ptr %value, i64 48
  %base = load ptr, ptr %base.at, align 8
  %own = icmp eq ptr %base, null
  br i1 %own, label %yes, label %look
look:
  %type.at = getelementptr i8, ptr %base, i64 8
  %type = load ptr, ptr %type.at, align 8
  %ndarray = {from_api("ndarray")}
  %memoryview = {from_api("memoryview")}
  %array = icmp eq ptr %type, %ndarray
  br i1 %array, label %root, label %buffer
root:
  %more.at = getelementptr i8, ptr %base, i64 48
  %more = load ptr, ptr %more.at, align 8
  %last = icmp eq ptr %more, null
  ret i1 %last
buffer:
  %pinned = icmp eq ptr %type, %memoryview
  ret i1 %pinned
yes:
  ret i1 1
}}

define internal void @watch(ptr %row, ptr %value, i64 %descr) {{
start:
  %base.at = getelementptr i8, ptr %value, i64 48
  %base = load ptr, ptr %base.at, align 8
  %data.at = getelementptr i8, ptr %value, i64 16
  %data = load i64, ptr %data.at, align 8
  {_set("object", "ptr %value")}
  {_set("reader", "i64 0")}
  {_set("descr", "i64 %descr")}
  {_set("address", "i64 %data")}
  {_set("base", "ptr %base")}
  {_set("root", "i64 0")}
  {_set("root_reader", "i64 0")}
  %own = icmp eq ptr %base, null
  br i1 %own, label %done, label %look
look:
  %type.at = getelementptr i8, ptr %base, i64 8
  %type = load ptr, ptr %type.at, align 8
  %ndarray = {from_api("ndarray")}
  %array = icmp eq ptr %type, %ndarray
  br i1 %array, label %root, label %done
root:
  %from.at = getelementptr i8, ptr %base, i64 16
  %root.data = load i64, ptr %from.at, align 8
  {_set("root", "ptr %base", "array.root")}
  {_set("root_address", "i64 %root.data")}
  br label %done
done:
  ret void
}}
"""
