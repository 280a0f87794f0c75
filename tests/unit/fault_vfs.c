#include "fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fault_disk.h"

/* What SQLite holds of an open file; that of the real one is behind it. */
struct fault_file {
	sqlite3_file base;
	const char
	    *path; /* SQLite keeps it; NULL: one of its own, for a while */
	sqlite3_file *real;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static pthread_cond_t met = PTHREAD_COND_INITIALIZER;
static struct fault fault;
static uint64_t hits;
static unsigned shut; /* kinds that wait */
static size_t waiting;
static sqlite3_vfs *unix_vfs;

static sqlite3_file *
real(sqlite3_file *file)
{
	return ((struct fault_file *)file)->real;
}

/*
 * A call comes.  Returns the code with which it fails, or 0: it may wait
 * before.
 */
static int
pass(enum fault_kind kind, int code)
{
	int result = SQLITE_OK;

	pthread_mutex_lock(&lock);
	while ((shut & kind) != 0) {
		waiting++;
		pthread_cond_signal(&met);
		pthread_cond_wait(&opened, &lock);
		waiting--;
	}
	if ((fault.kinds & kind) != 0) {
		if (fault.after > 0) {
			fault.after--;
		} else {
			result = fault.code != 0 ? fault.code : code;
			hits++;
			if (!fault.stays)
				fault.kinds = 0;
		}
	}
	pthread_mutex_unlock(&lock);
	return result;
}

static int
on_close(sqlite3_file *file)
{
	return real(file)->pMethods->xClose(real(file));
}

static int
on_read(sqlite3_file *file, void *to, int len, sqlite3_int64 at)
{
	int code = pass(FAULT_READ, SQLITE_IOERR_READ);

	if (code != SQLITE_OK)
		return code;
	return real(file)->pMethods->xRead(real(file), to, len, at);
}

static int
on_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
	const char *path = ((struct fault_file *)file)->path;
	int code = pass(FAULT_WRITE, SQLITE_IOERR_WRITE);

	if (code != SQLITE_OK)
		return code;
	if (path != NULL)
		fault_disk_written(path, bytes, (size_t)len, (uint64_t)at);
	return real(file)->pMethods->xWrite(real(file), bytes, len, at);
}

static int
on_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	const char *path = ((struct fault_file *)file)->path;
	int code = pass(FAULT_TRUNCATE, SQLITE_IOERR_TRUNCATE);

	if (code != SQLITE_OK)
		return code;
	if (path != NULL)
		fault_disk_truncated(path, (uint64_t)size);
	return real(file)->pMethods->xTruncate(real(file), size);
}

static int
on_sync(sqlite3_file *file, int flags)
{
	const char *path = ((struct fault_file *)file)->path;
	int code = pass(FAULT_SYNC, SQLITE_IOERR_FSYNC);

	(void)flags;
	if (code == SQLITE_OK && path != NULL)
		fault_disk_synced(path);
	return code;
}

static int
on_size(sqlite3_file *file, sqlite3_int64 *size)
{
	int code = pass(FAULT_SIZE, SQLITE_IOERR_FSTAT);

	if (code != SQLITE_OK)
		return code;
	return real(file)->pMethods->xFileSize(real(file), size);
}

static int
on_lock(sqlite3_file *file, int level)
{
	int code = pass(FAULT_LOCK, SQLITE_IOERR_LOCK);

	if (code != SQLITE_OK)
		return code;
	return real(file)->pMethods->xLock(real(file), level);
}

/* Giving back what one has does not fail. */
static int
on_unlock(sqlite3_file *file, int level)
{
	return real(file)->pMethods->xUnlock(real(file), level);
}

static int
on_check_lock(sqlite3_file *file, int *is_locked)
{
	return real(file)->pMethods->xCheckReservedLock(real(file), is_locked);
}

static int
on_control(sqlite3_file *file, int what, void *arg)
{
	return real(file)->pMethods->xFileControl(real(file), what, arg);
}

static int
on_sector_size(sqlite3_file *file)
{
	return real(file)->pMethods->xSectorSize(real(file));
}

static int
on_characteristics(sqlite3_file *file)
{
	return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int
on_shm_map(
    sqlite3_file *file, int page, int size, int extend, void volatile **to)
{
	int code = pass(FAULT_SHM_MAP, SQLITE_IOERR_SHMMAP);

	if (code != SQLITE_OK)
		return code;
	return real(file)->pMethods->xShmMap(
	    real(file), page, size, extend, to);
}

static int
on_shm_lock(sqlite3_file *file, int at, int count, int flags)
{
	int code = SQLITE_OK;

	if ((flags & SQLITE_SHM_LOCK) != 0)
		code = pass(FAULT_SHM_LOCK, SQLITE_IOERR_SHMLOCK);
	if (code != SQLITE_OK)
		return code;
	return real(file)->pMethods->xShmLock(real(file), at, count, flags);
}

static void
on_shm_barrier(sqlite3_file *file)
{
	real(file)->pMethods->xShmBarrier(real(file));
}

static int
on_shm_unmap(sqlite3_file *file, int deletes)
{
	return real(file)->pMethods->xShmUnmap(real(file), deletes);
}

static int
on_open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags,
    int *out)
{
	static const sqlite3_io_methods methods = {
		.iVersion = 2,
		.xClose = on_close,
		.xRead = on_read,
		.xWrite = on_write,
		.xTruncate = on_truncate,
		.xSync = on_sync,
		.xFileSize = on_size,
		.xLock = on_lock,
		.xUnlock = on_unlock,
		.xCheckReservedLock = on_check_lock,
		.xFileControl = on_control,
		.xSectorSize = on_sector_size,
		.xDeviceCharacteristics = on_characteristics,
		.xShmMap = on_shm_map,
		.xShmLock = on_shm_lock,
		.xShmBarrier = on_shm_barrier,
		.xShmUnmap = on_shm_unmap,
	};
	struct fault_file *f = (struct fault_file *)file;
	int code = pass(FAULT_OPEN, SQLITE_CANTOPEN);

	(void)vfs;
	f->base.pMethods = NULL;
	if (code != SQLITE_OK)
		return code;
	f->path = path;
	f->real = (sqlite3_file *)(f + 1);
	if (path != NULL)
		fault_disk_opened(path);
	code = unix_vfs->xOpen(unix_vfs, path, f->real, flags, out);
	if (f->real->pMethods != NULL)
		f->base.pMethods = &methods;
	return code;
}

static int
on_delete(sqlite3_vfs *vfs, const char *path, int syncs)
{
	int code = pass(FAULT_DELETE, SQLITE_IOERR_DELETE);

	(void)vfs;
	if (code != SQLITE_OK)
		return code;
	fault_disk_deleted(path, syncs != 0);
	return unix_vfs->xDelete(unix_vfs, path, syncs);
}

static int
on_access(sqlite3_vfs *vfs, const char *path, int flags, int *result)
{
	int code = pass(FAULT_ACCESS, SQLITE_IOERR_ACCESS);

	(void)vfs;
	if (code != SQLITE_OK)
		return code;
	return unix_vfs->xAccess(unix_vfs, path, flags, result);
}

void
fault_vfs_start(void)
{
	static sqlite3_vfs vfs;

	fault_heal();
	fault_gate_open();
	fault_disk_clear();
	if (unix_vfs != NULL)
		return;
	unix_vfs = sqlite3_vfs_find("unix");
	vfs = *unix_vfs;
	vfs.pNext = NULL;
	vfs.zName = FAULT_VFS;
	vfs.szOsFile += (int)sizeof(struct fault_file);
	vfs.xOpen = on_open;
	vfs.xDelete = on_delete;
	vfs.xAccess = on_access;
	if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
		abort();
}

void
fault_set(const struct fault *f)
{
	pthread_mutex_lock(&lock);
	fault = *f;
	hits = 0;
	pthread_mutex_unlock(&lock);
}

uint64_t
fault_heal(void)
{
	uint64_t count;

	pthread_mutex_lock(&lock);
	fault = (struct fault){ 0 };
	count = hits;
	hits = 0;
	pthread_mutex_unlock(&lock);
	return count;
}

void
fault_gate_close(unsigned kinds)
{
	pthread_mutex_lock(&lock);
	shut = kinds;
	pthread_mutex_unlock(&lock);
}

void
fault_gate_open(void)
{
	pthread_mutex_lock(&lock);
	shut = 0;
	pthread_cond_broadcast(&opened);
	pthread_mutex_unlock(&lock);
}

bool
fault_gate_is_met(void)
{
	struct timespec end;
	int code = 0;
	bool is_met;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 30;
	pthread_mutex_lock(&lock);
	while (waiting == 0 && code == 0)
		code = pthread_cond_timedwait(&met, &lock, &end);
	is_met = waiting > 0;
	pthread_mutex_unlock(&lock);
	return is_met;
}
