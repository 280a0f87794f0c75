# The lines of a results file as rows of a table: medians, and the medians of
# the ratios to the reference case of the same repetition.

def median: sort | if length == 0 then null
	elif length % 2 == 1 then .[length / 2 | floor]
	else (.[length / 2 - 1] + .[length / 2]) / 2 end;

def ratio($a; $b): if $a == null or ($b // 0) == 0 then null
	else $a / $b end;

def fixed($digits): if . == null then "-"
	else . as $n | pow(10; $digits) as $p
	| ($n * $p | round | fabs) as $i
	| if $digits == 0 then "\($i)"
	  else "\($i / $p | floor).\("000\($i % $p)"[-$digits:])" end
	end;

def significant: if . == null then "-"
	elif . >= 100 then fixed(0) elif . >= 10 then fixed(1)
	elif . >= 1 then fixed(2) else fixed(3) end;

def values_of: .unit as $unit | {
	case, reference, repetition,
	rate: .["\($unit)_per_s"],
	cpu: .["cpu_us_per_\($unit)"],
	p50: ((.p50_us | values | . / 1000) // null),
	p99: ((.p99_us | values | . / 1000) // null),
	bytes: .bytes_per_follower,
	mib: ((.memory_after | values | . / 1048576) // null),
	wrong: (if .failed then 1 else
		.lost + .doubled + .reordered + .foreign + .closed end)
};

def row($all): . as $runs
	| (.[0].reference) as $reference
	| [$runs[] | . as $r | ($all[]
		| select(.case == $reference
			and .repetition == $r.repetition)) as $base
		| { cpu: ratio($r.cpu; $base.cpu),
		    rate: ratio($r.rate; $base.rate),
		    p99: ratio($r.p99; $base.p99) }] as $ratios
	| def m(f): [$runs[] | f | values] | median;
	  def x(f): [$ratios[] | f | values] | median;
	[ .[0].case, (m(.rate) | fixed(0)), (x(.rate) | fixed(2)),
	  (m(.cpu) | significant), (x(.cpu) | fixed(2)),
	  (m(.p50) | significant), (m(.p99) | significant),
	  (x(.p99) | fixed(2)), (m(.bytes) | fixed(0)), (m(.mib) | fixed(1)),
	  (map(.wrong) | add | fixed(0)) ];

def order: reduce .[] as $c ([]; if index($c) then . else . + [$c] end);

map(values_of) as $all
| [$all[].case] | order[]
| . as $case
| [$all[] | select(.case == $case)] | row($all) | @tsv
