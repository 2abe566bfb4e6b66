// The macros are file names, given by the build.
  .section .rodata
  .global kscan_bootstrap_begin
  .global kscan_bootstrap_end
  .global kscan_agent_xz_begin
  .global kscan_agent_xz_end
  .global kscan_agent_sha256_begin
  .global kscan_agent_sha256_end
kscan_bootstrap_begin:
  .incbin KSCAN_BOOTSTRAP
kscan_bootstrap_end:
kscan_agent_xz_begin:
  .incbin KSCAN_AGENT_XZ
kscan_agent_xz_end:
kscan_agent_sha256_begin:
  .incbin KSCAN_AGENT_SHA256
kscan_agent_sha256_end:
  .section .note.GNU-stack, "", %progbits
