#include "replays.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "clock.h"
#include "follower.h"
#include "publisher.h"

#define FILLERS 64 /* connections that publish what is read then */

static int64_t rounds, lost;

static void
on_stream_end(struct load *load, struct follower *f)
{
	rounds++;
	lost += follower_lost(load, f);
	follower_open_again(load, f);
}

static void
fill(struct load *load)
{
	publisher_open_all(load);
	load->is_publishing = true;
	publisher_run_idle(load);
	while (!load->is_broken && (load->published < load->events_max ||
				       load->idle_count < load->o.publishers))
		load_turn(load, 10);
	load->is_publishing = false;
}

/* Our parent has no more to say once we are to end. */
struct end {
	struct load_watch watch;
	bool is_over;
};

static void
on_end(struct load *load, struct load_watch *w, uint32_t events)
{
	(void)load;
	(void)events;
	((struct end *)w)->is_over = true;
}

/* Most of what the measured ones leave of the processor, no more. */
static void
step_back(void)
{
	errno = 0;
	if (nice(15) == -1 && errno != 0)
		load_fail("nice");
}

static struct replays_report
read_again_and_again(struct load *load, int fd)
{
	struct end end = { { fd, on_end }, false };
	int64_t started_ns;

	load_watch(load, &end.watch, EPOLLIN);
	fill(load);
	step_back();
	started_ns = clock_now_ns();
	load->on_end = on_stream_end;
	follower_open_all(load);
	if (write(fd, "", 1) != 1)
		load_fail("replays");
	while (!end.is_over)
		load_turn(load, 100);
	return (struct replays_report){
		.totals = load->totals,
		.lost = lost,
		.rounds = rounds,
		.wall_ns = clock_now_ns() - started_ns,
		.is_broken = load->is_broken,
	};
}

static void
be_child(const struct load_options *parents, int fd)
{
	struct load *load = mem_new(sizeof(*load));
	struct load_options o = *parents;
	struct replays_report report;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	o.prefix = "/events/old/";
	o.query = "?since=all&poll=1";
	o.followers = o.replays;
	o.publishers = FILLERS;
	o.events = o.old;
	o.topics = 1;
	o.deaf = o.patterns = o.rate = 0;
	load_init(load, &o);
	report = read_again_and_again(load, fd);
	if (write(fd, &report, sizeof(report)) != sizeof(report))
		load_fail("replays");
	_exit(0);
}

void
replays_start(struct replays *r, const struct load_options *o)
{
	int ends[2];
	char ready;

	*r = (struct replays){ 0 };
	if (o->replays == 0)
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		load_fail("socketpair");
	r->pid = fork();
	if (r->pid < 0)
		load_fail("fork");
	if (r->pid == 0) {
		close(ends[0]);
		be_child(o, ends[1]);
	}
	close(ends[1]);
	r->fd = ends[0];
	if (read(r->fd, &ready, 1) != 1)
		exit(2); /* it said why */
}

struct replays_report
replays_stop(struct replays *r)
{
	struct replays_report report = { 0 };

	if (r->pid == 0)
		return report;
	shutdown(r->fd, SHUT_WR);
	if (recv(r->fd, &report, sizeof(report), MSG_WAITALL) != sizeof(report))
		exit(2);
	waitpid(r->pid, NULL, 0);
	close(r->fd);
	r->pid = 0;
	return report;
}
