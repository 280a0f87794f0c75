/* log/sqlite/reader_sql.c - the statements of the reader. */
#include "log/sqlite/reader_walk.h"

#define TIMES_4(x) x, x, x, x
#define TIMES_64(x) TIMES_4(TIMES_4(TIMES_4(x)))

_Static_assert(HUB_PATTERNS_MAX == 64, "as many of a run as its name says");

/*
 * What is large is read by itself, and only if it is wanted: few pages hold
 * the others, and all that is looked at comes along.
 */
#define SMALL_BYTES "8192"

#define ON_COLUMNS                                                             \
	LOOK_COLUMNS ", id, retry,"                                            \
		     " CASE WHEN bytes <= " SMALL_BYTES " THEN data END"

/* Each run is bound to a topic, and to the places that it is between. */
#define RUN(columns, index, condition, order)                                  \
	"SELECT " columns " FROM entries " index " WHERE " condition           \
	"pos > ?2 AND pos <= ?3 ORDER BY pos " order

#define BY(index) "INDEXED BY entries_" index
#define IS_KEPT "kept IS NOT NULL AND "
#define IS_ALSO "also IS NOT NULL AND "
#define IS_TO "(recipients IS NOT NULL OR copy IS NOT NULL) AND "
#define IS_OF "topic = ?1 AND "

/* All of it that is kept is looked through: there is little of it. */
#define RUNS(at, columns, order)                                               \
	[(at) + RUN_ALL] = RUN(columns, "NOT INDEXED", "", order),             \
		[(at) + RUN_ALL_KEPT] =                                        \
		    RUN(columns, BY("kept"), IS_KEPT, order),                  \
		[(at) + RUN_ALSO] = RUN(columns, BY("also"), IS_ALSO, order),  \
		[(at) + RUN_ALSO_KEPT] =                                       \
		    RUN(columns, BY("kept"), IS_KEPT IS_ALSO, order),          \
		[(at) + RUN_TO] = RUN(columns, BY("to"), IS_TO, order),        \
		[(at) + RUN_TO_KEPT] =                                         \
		    RUN(columns, BY("kept"), IS_KEPT IS_TO, order),            \
		[(at) + RUN_OF] =                                              \
		    TIMES_64(RUN(columns, BY("topic"), IS_OF, order)),         \
		[(at) + RUN_OF_KEPT] = TIMES_64(                               \
		    RUN(columns, BY("kept_of"), IS_OF IS_KEPT, order))

/* Of what is lost, the rows between two places, newest first, or since n. */
#define LOST(index, condition)                                                 \
	"SELECT " LOOK_COLUMNS ", id, time FROM entries " BY(                  \
	    index) " WHERE " condition " AND gone = 1 AND pos > ?2"
#define UP_TO " AND pos <= ?3 ORDER BY pos DESC"

#define TOPIC_COLUMNS                                                          \
	"count, bytes, base, lost, retained IS NOT NULL OR held > 0, name"

const char *const reader_sql[READER_STATEMENTS] = {
	[READ_BEGIN] = "BEGIN",
	[READ_COMMIT] = "COMMIT",
	[READ_STATE] = "SELECT last, n, time, first_ms, first_seq, last_ms,"
		       " last_seq, missed, lost, lost_to, lost_also,"
		       " lost_topic FROM state",
	[READ_ID] = "SELECT " ROW_COLUMNS " FROM entries WHERE id = ?1",
	[READ_POS] = "SELECT " ROW_COLUMNS " FROM entries WHERE pos = ?1",
	[READ_PLACE] = "SELECT pos FROM entries WHERE id = ?1",
	[READ_TIME] = "SELECT pos, time FROM entries WHERE pos >= ?1"
		      " ORDER BY pos LIMIT 1",
	[LOST_SINCE] = LOST("forgotten", "n > ?1 AND ledger IS NULL"),
	[LOST_LEDGER] = LOST("ledger", "ledger IS NOT NULL AND n > ?1"),
	[LOST_OF] = LOST("topic", "topic = ?1 AND recipients IS NULL") UP_TO,
	[LOST_ALSO] =
	    LOST("also", "also IS NOT NULL AND recipients IS NULL") UP_TO,
	[LOST_TO] =
	    LOST("to", "(recipients IS NOT NULL OR copy IS NOT NULL)") UP_TO,
	[LOST_TOPICS] = "SELECT name FROM topics WHERE lost > ?1",
	[TOPIC_ONE] = "SELECT " TOPIC_COLUMNS " FROM topics WHERE name = ?1",
	[TOPIC_ALL] = "SELECT " TOPIC_COLUMNS " FROM topics WHERE name > ?1"
		      " ORDER BY name LIMIT ?2",
	[TOPIC_KEPT] = "SELECT count(*), sum(bytes) FROM entries " BY(
	    "kept_of") " WHERE topic = ?1 AND kept IS NOT NULL AND pos <= ?2",
	[TOPIC_NEWEST] = "SELECT id, time FROM entries " BY(
	    "topic") " WHERE topic = ?1 AND n IS NULL ORDER BY pos DESC"
		     " LIMIT 1",
	[READ_LEDGER] = "SELECT " ROW_COLUMNS " FROM entries " BY(
	    "ledger") " WHERE ledger IS NOT NULL ORDER BY pos",
	[READ_NEWEST] = "SELECT " ROW_COLUMNS " FROM entries NOT INDEXED"
			" WHERE n IS NULL AND pos <= ?1 ORDER BY pos DESC",
	RUNS(RUN_ON, ON_COLUMNS, ""),
	RUNS(RUN_BACK, LOOK_COLUMNS, "DESC"),
};
