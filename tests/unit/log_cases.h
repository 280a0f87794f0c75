/*
 * log_cases.h - what every log must do, whatever it keeps its events in: the
 * contract of hub/log.h as cases.
 *
 * A test program says how its log is made, then includes this and runs
 * log_cases:
 *
 *   static struct hub_log *make_log(const struct hub_keep *keep);
 */
#ifndef LOG_CASES_H
#define LOG_CASES_H

#include "log_driver.h"
#include "log_find_cases.h"
#include "log_kept_cases.h"
#include "log_replay_cases.h"
#include "log_ttl_cases.h"
#include "log_user_cases.h"

static const struct CMUnitTest log_cases[] = {
	cmocka_unit_test(it_replays_from_a_cursor),
	cmocka_unit_test(an_unknown_cursor_is_a_gap),
	cmocka_unit_test(it_keeps_the_newest_by_count),
	cmocka_unit_test(it_keeps_nothing_if_told_so),
	cmocka_unit_test(it_keeps_the_newest_by_bytes),
	cmocka_unit_test(what_is_removed_makes_room),
	cmocka_unit_test(it_keeps_the_newest_by_age),
	cmocka_unit_test(the_same_again_is_a_duplicate),
	cmocka_unit_test(it_replays_from_a_time),
	cmocka_unit_test(a_time_within_what_was_lost_is_a_gap),
	cmocka_unit_test(ids_never_go_back),
	cmocka_unit_test(an_id_that_was_chosen_is_not_made_again),
	cmocka_unit_test(it_pages_through_many),
	cmocka_unit_test(it_tells_its_topics_a_page_at_a_time),
	cmocka_unit_test(large_events_stand_in_their_place),
	cmocka_unit_test(a_slow_reader_is_told_what_it_missed),
	cmocka_unit_test(only_its_users_get_what_is_addressed),
	cmocka_unit_test(a_copy_is_for_its_user_too),
	cmocka_unit_test(what_was_for_others_is_not_missed),
	cmocka_unit_test(a_user_reads_its_topic_and_what_is_addressed),
	cmocka_unit_test(it_goes_to_several_topics),
	cmocka_unit_test(to_and_re_make_another_event),
	cmocka_unit_test(what_is_over_is_not_given),
	cmocka_unit_test(what_is_over_is_not_missed),
	cmocka_unit_test(events_are_over_in_any_order),
	cmocka_unit_test(the_newest_retained_stays),
	cmocka_unit_test(a_retained_event_replaces_the_last),
	cmocka_unit_test(what_is_held_stays_until_released),
	cmocka_unit_test(who_resumes_has_had_what_is_kept),
	cmocka_unit_test(what_is_kept_comes_in_pages),
	cmocka_unit_test(a_retained_event_has_its_users),
	cmocka_unit_test(what_is_kept_stands_in_its_place),
	cmocka_unit_test(what_is_kept_is_counted),
	cmocka_unit_test(it_finds_by_id),
	cmocka_unit_test(it_removes_by_id),
	cmocka_unit_test(it_removes_a_topic),
	cmocka_unit_test(it_knows_its_topics),
};

#endif
