/*
 * ssed/log_tool.h - "ssed log check|export|import PATH": looks after a log
 * that is a file, with a hub or without one.
 */
#ifndef SSED_LOG_TOOL_H
#define SSED_LOG_TOOL_H

/* argv[0] is "log".  Returns the exit status. */
int log_tool_run(int argc, char **argv);

#endif
