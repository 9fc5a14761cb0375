/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Kernel modules. User space does not load these programs into a kernel without modules. */
#ifndef TALLYMAN_MODULES_BPF_H
#define TALLYMAN_MODULES_BPF_H

#include "append.bpf.h"

static __always_inline int report_module(__u32 event, struct module *module)
{
	struct scratch *s;
	__u32 where;

	if (!is_wanted(event))
		return 0;
	s = begin(event, 1, false, &where);
	if (!s)
		return 0;
	append_kernel_string(where, 0, as_number(s, &module->name));
	return finish(s, false);
}

SEC("tp_btf/module_load")
int BPF_PROG(on_module_load, struct module *module)
{
	return report_module(EVENT_MODULE_LOAD, module);
}

SEC("tp_btf/module_free")
int BPF_PROG(on_module_free, struct module *module)
{
	return report_module(EVENT_MODULE_FREE, module);
}

#endif
