/*
 * fuzz/replay.c - runs a fuzz target over files, without libFuzzer.
 *
 * Each file is copied into a block of just its size, so that the sanitizer
 * sees a read past its end.  Output is TAP, a line a file.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns the bytes of the file at path, which the caller frees, or NULL. */
static uint8_t *
read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	uint8_t *data = NULL;

	if (f == NULL)
		return NULL;
	if (fstat(fileno(f), &st) == 0) {
		*size = (size_t)st.st_size;
		data = malloc(*size);
	}
	if (data != NULL && fread(data, 1, *size, f) != *size) {
		free(data);
		data = NULL;
	}
	fclose(f);
	return data;
}

static int
replay(const char *path)
{
	size_t size = 0;
	uint8_t *data = read_file(path, &size);

	if (data == NULL)
		return -1;
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 0;
}

int
main(int argc, char **argv)
{
	int failed_count = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		int rc = replay(argv[i]);

		printf("%s %d - %s\n", rc == 0 ? "ok" : "not ok", i, argv[i]);
		failed_count += rc != 0;
	}
	return failed_count > 0;
}
