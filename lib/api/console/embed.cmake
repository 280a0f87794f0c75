# Writes the console page as C: cmake -D OUTPUT= -D PAGE= -D STYLE= -D SCRIPTS=
# -P embed.cmake.  The page is cut where the nonce of a response goes.
cmake_minimum_required(VERSION 3.25)

# bytes(variable file...): the files one after another, as "0x0a,0x0b,...".
function(bytes variable)
  set(all "")
  foreach(file ${ARGN})
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
    string(APPEND all "${hex}")
  endforeach()
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()

# mark(variable text): the same of a text.
function(mark variable text)
  string(HEX "${text}" hex)
  string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
  set(${variable} "${hex}" PARENT_SCOPE)
endfunction()

bytes(page ${PAGE})
bytes(style ${STYLE})
bytes(script ${SCRIPTS})
mark(at_style "@STYLE@")
mark(at_script "@SCRIPT@")
mark(at_nonce "@NONCE@")
string(REPLACE "${at_style}" "${style}" page "${page}")
string(REPLACE "${at_script}" "${script}" page "${page}")
string(REPLACE "${at_nonce}" ";" parts "${page}")

set(arrays "")
set(rows "")
set(count 0)
foreach(part IN LISTS parts)
  string(APPEND arrays
    "static const unsigned char part${count}[] = {${part}};\n")
  string(APPEND rows
    "\t{ (const char *)part${count}, sizeof(part${count}) },\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE ${OUTPUT} "/* Made by lib/api/console/embed.cmake. */
#include \"api/console.h\"

${arrays}
const struct slice api_console_parts[] = {
${rows}};
const size_t api_console_part_count = ${count};
")
