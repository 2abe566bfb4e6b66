// KSCAN_JAVA_DB is the file, made from empty_java_db.sql.
  .section .rodata
  .global kscan_java_db_begin
  .global kscan_java_db_end
kscan_java_db_begin:
  .incbin KSCAN_JAVA_DB
kscan_java_db_end:
  .section .note.GNU-stack, "", %progbits
