# Made from source/ with the defaults of source/parameters.yml; do not edit (docs/monitoring.md).
{
  prometheusAlerts+:: {
  "groups" : [ {
    "name" : "database-pool-saturation",
    "rules" : [ {
      "record" : "pool:db_pool_utilization:ratio",
      "expr" : "(db_pool_connections{state=\"active\"} or last_over_time(db_pool_connections{state=\"active\"}[1m]))\n/ ignoring (state)\n((db_pool_connections{state=\"max\"} or last_over_time(db_pool_connections{state=\"max\"}[1m])) > 0)\n"
    }, {
      "record" : "pool:db_pool_utilization:ratio_irate1m",
      "expr" : "irate(db_pool_busy_connection_seconds_total[1m])\n/ ignoring (state)\n(last_over_time(db_pool_connections{state=\"max\"}[1m]) > 0)\n"
    }, {
      "record" : "service:db_pool_utilization:max",
      "expr" : "max without (instance, pod, container, endpoint, node, pool) (pool:db_pool_utilization:ratio)"
    }, {
      "record" : "db_pool_utilization_percent",
      "expr" : "100 * pool:db_pool_utilization:ratio"
    }, {
      "record" : "pool_verdict:db_pool_exhaustion_episodes:recent",
      "expr" : "round(increase(db_pool_exhaustion_episodes_total[15m])) > 0\nor\n(\n    round(increase(db_pool_exhaustion_episodes_total[6h])) > 0\n  unless ignoring (verdict)\n    sum without (verdict) (round(increase(db_pool_exhaustion_episodes_total[15m]))) > 0\n  and ignoring (verdict)\n    (\n        sum without (error_type) (increase(db_pool_connection_errors_total[15m])) > 0\n      or\n        sum without (reason) (increase(db_pool_rejected_total[15m])) > 0\n    )\n)\n"
    }, {
      "alert" : "DatabaseConnectionPoolExhausted",
      "expr" : "pool:db_pool_utilization:ratio > 0.9\nor\npool:db_pool_utilization:ratio_irate1m > 0.9\n",
      "for" : "2m",
      "keep_firing_for" : "5m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Almost all connections of a database pool are in use.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} has {{ $value | humanizePercentage }} of its database connections in use. New requests queue for a connection; users see slow pages now and errors once the acquire timeout is reached.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionPoolExhausted.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionPoolHighUtilization",
      "expr" : "pool:db_pool_utilization:ratio > 0.75\nor\npool:db_pool_utilization:ratio_irate1m > 0.75\n",
      "for" : "5m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A database pool is close to its limit.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} has {{ $value | humanizePercentage }} of its database connections in use. Users notice nothing yet; a small rise in traffic or a slower query will make them wait.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionPoolHighUtilization.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionPoolNoIdle",
      "expr" : "(db_pool_connections{state=\"idle\"} or last_over_time(db_pool_connections{state=\"idle\"}[1m])) == 0\nand ignoring (state) (\n    pool:db_pool_utilization:ratio > 0.75\n  or\n    max_over_time(db_pool_waiting_acquires[5m]) > 0\n)\n",
      "for" : "10m",
      "labels" : {
        "severity" : "info",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A database pool under demand has had no idle connection for a while.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} has {{ $value | humanize }} idle connections although requests keep asking for them. Users pay for every peak with waiting; there is no reserve for a burst.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionPoolNoIdle.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionCallersWaiting",
      "expr" : "(db_pool_waiting_acquires or last_over_time(db_pool_waiting_acquires[1m])) > 0",
      "for" : "3m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Callers have been queueing for a database connection without a break.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} has {{ $value | humanize }} callers in the queue for a database connection, and the queue has not been empty for minutes. Every request of users waits its turn before it starts to work.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionCallersWaiting.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionLeakSuspected",
      "expr" : "(db_pool_leak_suspects or last_over_time(db_pool_leak_suspects[1m])) > 0\nor\nsum without (outcome) (round(increase(db_pool_leak_outcomes_total{outcome=\"reclaimed\"}[1h]))) > 0\n",
      "for" : "5m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Database connections are probably leaked.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} has {{ $value | humanize }} connections that were borrowed long ago and that nothing uses any more, or that were taken away from such borrowers within the last hour. Users notice nothing until the leak has eaten the pool; then nothing works until a restart.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionLeakSuspected.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    } ]
  }, {
    "name" : "database-pool-waiting",
    "rules" : [ {
      "record" : "pool:db_pool_exhausted:ratio_rate5m",
      "expr" : "rate(db_pool_exhausted_seconds_total[5m])"
    }, {
      "record" : "pool:db_pool_exhausted:ratio_rate30m",
      "expr" : "rate(db_pool_exhausted_seconds_total[30m])"
    }, {
      "record" : "pool:db_pool_exhausted:ratio_rate1h",
      "expr" : "rate(db_pool_exhausted_seconds_total[1h])"
    }, {
      "record" : "pool:db_pool_exhausted:ratio_rate6h",
      "expr" : "rate(db_pool_exhausted_seconds_total[6h])"
    }, {
      "record" : "pool:db_pool_acquire:rate5m",
      "expr" : "sum without (le) (rate(db_pool_acquire_duration_seconds_bucket{le=\"+Inf\"}[5m]))\nor\nhistogram_count(rate(db_pool_acquire_duration_seconds[5m]))\n"
    }, {
      "record" : "pool:db_pool_acquire_duration_seconds:mean_5m",
      "expr" : "rate(db_pool_acquire_duration_seconds_sum[5m])\n/ (rate(db_pool_acquire_duration_seconds_count[5m]) > 0)\nor\nhistogram_sum(rate(db_pool_acquire_duration_seconds[5m]))\n/ (histogram_count(rate(db_pool_acquire_duration_seconds[5m])) > 0)\n"
    }, {
      "record" : "pool:db_pool_acquire_duration_seconds:mean_30m",
      "expr" : "rate(db_pool_acquire_duration_seconds_sum[30m])\n/ (rate(db_pool_acquire_duration_seconds_count[30m]) > 0)\nor\nhistogram_sum(rate(db_pool_acquire_duration_seconds[30m]))\n/ (histogram_count(rate(db_pool_acquire_duration_seconds[30m])) > 0)\n"
    }, {
      "alert" : "DatabaseConnectionPoolExhaustionBurn",
      "expr" : "pool:db_pool_exhausted:ratio_rate1h > 0.144\nand pool:db_pool_exhausted:ratio_rate5m > 0.144\nunless pool:db_pool_acquire_duration_seconds:mean_5m < 0.01\nunless (pool:db_pool_acquire:rate5m == 0 and max_over_time(db_pool_waiting_acquires[5m]) == 0)\n",
      "for" : "2m",
      "keep_firing_for" : "5m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A database pool has been exhausted for a large part of the last hour.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} had no free connection for {{ $value | humanizePercentage }} of the last hour and still has not, perhaps in bursts too short for other alerts. In each of them users wait.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionPoolExhaustionBurn.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionPoolExhaustionSlowBurn",
      "expr" : "pool:db_pool_exhausted:ratio_rate6h > 0.06\nand pool:db_pool_exhausted:ratio_rate30m > 0.06\nunless pool:db_pool_acquire_duration_seconds:mean_30m < 0.01\nunless (\n    (\n        sum without (le) (rate(db_pool_acquire_duration_seconds_bucket{le=\"+Inf\"}[30m]))\n      or\n        histogram_count(rate(db_pool_acquire_duration_seconds[30m]))\n    ) == 0\n  and\n    max_over_time(db_pool_waiting_acquires[30m]) == 0\n)\n",
      "for" : "15m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A database pool keeps running out of connections for moments.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} had no free connection for {{ $value | humanizePercentage }} of the last six hours. Users see requests that are slow for no visible reason.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionPoolExhaustionBurn.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "record" : "db_pool_acquire_p99_seconds",
      "expr" : "histogram_quantile(0.99, rate(db_pool_acquire_duration_seconds_bucket[5m])) >= 0\nor\nhistogram_quantile(0.99, rate(db_pool_acquire_duration_seconds[5m])) >= 0\n"
    }, {
      "record" : "pool:db_pool_acquire_duration_seconds:p95_5m",
      "expr" : "histogram_quantile(0.95, rate(db_pool_acquire_duration_seconds_bucket[5m])) >= 0\nor\nhistogram_quantile(0.95, rate(db_pool_acquire_duration_seconds[5m])) >= 0\n"
    }, {
      "record" : "pool:db_pool_acquire_wait:p95_5m",
      "expr" : "(\n    0 * (min_over_time(db_pool_waiting_acquires[2m]) > 0) + 120\n  and last_over_time(db_pool_waiting_acquires[1m] offset 2m) > 0\n  and (\n      sum without (le) (rate(db_pool_acquire_duration_seconds_bucket{le=\"+Inf\"}[2m]))\n    or\n      histogram_count(rate(db_pool_acquire_duration_seconds[2m]))\n  ) == 0\n)\nor\n(\n    pool:db_pool_acquire_duration_seconds:p95_5m\n  and pool:db_pool_acquire:rate5m >= 0.0099\n)\n"
    }, {
      "alert" : "DatabaseConnectionAcquireVerySlow",
      "expr" : "pool:db_pool_acquire_wait:p95_5m > 5",
      "for" : "1m",
      "keep_firing_for" : "5m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Callers wait very long for a database connection.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }}: of 100 callers, 5 wait longer than {{ $value | humanizeDuration }} for a database connection. Users see requests hang and time out.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionAcquireSlow.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionAcquireSlow",
      "expr" : "pool:db_pool_acquire_wait:p95_5m > 1",
      "for" : "3m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Callers wait long for a database connection.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }}: of 100 callers, 5 wait longer than {{ $value | humanizeDuration }} for a database connection. Users find the service sluggish.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionAcquireSlow.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    } ]
  }, {
    "name" : "database-pool-failures",
    "rules" : [ {
      "record" : "pool:db_pool_start_time_seconds:young_or_known",
      "expr" : "min_over_time((time() - db_pool_start_time_seconds)[5m:15s]) <= 600\nor\nlast_over_time(db_pool_start_time_seconds[1h] offset 5m)\n"
    }, {
      "record" : "instance:process_start_time_seconds:young_or_known",
      "expr" : "min_over_time((time() - process_start_time_seconds)[5m:15s]) <= 600\nor\nlast_over_time(process_start_time_seconds[1h] offset 5m)\n"
    }, {
      "record" : "pool_error_type:db_pool_connection_errors:rate5m",
      "expr" : "(\n    db_pool_connection_errors_total / 300\n  unless last_over_time(db_pool_connection_errors_total[1h] offset 5m)\n  and ignoring (error_type) pool:db_pool_start_time_seconds:young_or_known\n)\nor\n(\n    db_pool_connection_errors_total / 300\n  unless last_over_time(db_pool_connection_errors_total[1h] offset 5m)\n  and ignoring (error_type, service, pool) instance:process_start_time_seconds:young_or_known\n)\nor\nrate(db_pool_connection_errors_total[5m])\n"
    }, {
      "record" : "pool:db_pool_connection_errors:rate5m",
      "expr" : "sum without (error_type) (pool_error_type:db_pool_connection_errors:rate5m)"
    }, {
      "record" : "pool:db_pool_acquire_ended:rate5m",
      "expr" : "sum without (le) (rate(db_pool_acquire_duration_seconds_bucket{le=\"+Inf\"}[5m]))\nor\nhistogram_count(rate(db_pool_acquire_duration_seconds[5m]))\n"
    }, {
      "record" : "pool:db_pool_connection_errors:ratio_rate5m",
      "expr" : "pool:db_pool_connection_errors:rate5m / pool:db_pool_acquire_ended:rate5m"
    }, {
      "alert" : "DatabaseConnectionErrorsHigh",
      "expr" : "pool:db_pool_connection_errors:rate5m > 1",
      "for" : "1m",
      "keep_firing_for" : "5m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Many callers get an error instead of a database connection.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} fails to give out {{ $value | printf \"%.2f\" }} database connections per second ({{ range $i, $e := printf \"sort_desc(pool_error_type:db_pool_connection_errors:rate5m{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q} > 0)\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ if $i }}, {{ end }}{{ $e.Labels.error_type }} {{ $e.Value | printf \"%.2f\" }}/s{{ end }}). Users see these requests fail.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionErrors.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionErrors",
      "expr" : "pool:db_pool_connection_errors:rate5m > 0.01 unless pool:db_pool_connection_errors:ratio_rate5m < 0.001",
      "for" : "2m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Callers get errors instead of a database connection.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} fails to give out {{ $value | printf \"%.2f\" }} database connections per second ({{ range $i, $e := printf \"sort_desc(pool_error_type:db_pool_connection_errors:rate5m{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q} > 0)\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ if $i }}, {{ end }}{{ $e.Labels.error_type }} {{ $e.Value | printf \"%.2f\" }}/s{{ end }}). Some users see a request fail.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionErrors.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionTimeouts",
      "expr" : "sum without (error_type) (pool_error_type:db_pool_connection_errors:rate5m{error_type=\"timeout\"}) > 0.1\nunless pool:db_pool_connection_errors:ratio_rate5m < 0.001\n",
      "for" : "2m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Callers give up waiting for a database connection.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} lets {{ $value | printf \"%.2f\" }} callers per second wait in vain until the acquire timeout. Users see a long wait, then an error.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionTimeouts.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "record" : "pool_reason:db_pool_connect_failures:rate5m",
      "expr" : "(\n    db_pool_connect_failures_total / 300\n  unless last_over_time(db_pool_connect_failures_total[1h] offset 5m)\n  and ignoring (reason) pool:db_pool_start_time_seconds:young_or_known\n)\nor\n(\n    db_pool_connect_failures_total / 300\n  unless last_over_time(db_pool_connect_failures_total[1h] offset 5m)\n  and ignoring (reason, service, pool) instance:process_start_time_seconds:young_or_known\n)\nor\nrate(db_pool_connect_failures_total[5m])\n"
    }, {
      "record" : "pool:db_pool_connect_failures:rate5m_without_connection",
      "expr" : "sum without (reason) (pool_reason:db_pool_connect_failures:rate5m) > 0.01\nand\n(\n    (db_pool_connections{state=\"active\"} or last_over_time(db_pool_connections{state=\"active\"}[1m]))\n  + ignoring (state)\n    (db_pool_connections{state=\"idle\"} or last_over_time(db_pool_connections{state=\"idle\"}[1m]))\n) == 0\n"
    }, {
      "record" : "pool_server:db_pool_info:max",
      "expr" : "max without (version, engine, sslmode, database) (db_pool_info)\nor ignoring (server)\nmax without (version, engine, sslmode, database) (last_over_time(db_pool_info[1m]))\n"
    }, {
      "record" : "pool_server:db_pool_connect_failures:rate5m_without_connection",
      "expr" : "pool:db_pool_connect_failures:rate5m_without_connection\n* ignoring (server) group_left (server)\npool_server:db_pool_info:max\nor\n(\n    pool:db_pool_connect_failures:rate5m_without_connection\n  unless ignoring (server)\n    pool_server:db_pool_info:max\n)\n"
    }, {
      "alert" : "DatabaseOutage",
      "expr" : "count by (cluster, server) (\n  group without (instance, pod, container, endpoint, node, pool) (pool_server:db_pool_connect_failures:rate5m_without_connection)\n) >= 3\n",
      "for" : "30s",
      "keep_firing_for" : "12m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Several services have lost the same database.",
        "description" : "{{ $value }} services have no connection left to {{ with $labels.server }}the server {{ . }}{{ else }}their databases{{ end }}{{ with $labels.cluster }} in {{ . }}{{ end }} and cannot open one: {{ range $i, $e := printf \"topk(5, sum by (service) (pool_server:db_pool_connect_failures:rate5m_without_connection{cluster=%q,server=%q}))\" $labels.cluster $labels.server | query }}{{ if $i }}, {{ end }}{{ $e.Labels.service }}{{ end }}{{ if gt $value 5.0 }} and more{{ end }}. Users of all of them get errors. Their own alerts are silenced.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseOutage.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseUnreachable",
      "expr" : "pool_server:db_pool_connect_failures:rate5m_without_connection",
      "for" : "1m",
      "keep_firing_for" : "11m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A service has no database connection left and cannot open one.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} has no database connection and fails to open one {{ $value | printf \"%.2f\" }} times per second ({{ range $i, $e := printf \"sort_desc(pool_reason:db_pool_connect_failures:rate5m{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q} > 0)\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ if $i }}, {{ end }}{{ $e.Labels.reason }} {{ $e.Value | printf \"%.2f\" }}/s{{ end }}). Every request of users that needs the database fails.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseUnreachable.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionOpenFailures",
      "expr" : "pool_reason:db_pool_connect_failures:rate5m > 0.01",
      "for" : "2m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Physical database connections cannot be opened.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} fails to open {{ $value | printf \"%.2f\" }} physical connections per second, reason \"{{ $labels.reason }}\". Users are served by the connections that are still open; as those age out, requests wait and then fail.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionOpenFailures.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionConnectHanging",
      "expr" : "max_over_time(db_pool_connect_in_flight_seconds[2m]) > 10",
      "for" : "1m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "An attempt to open a database connection hangs.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} has been trying to open a physical connection for {{ $value | humanizeDuration }}. Meanwhile the pool does not grow and users share what is left.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionConnectHanging.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "record" : "pool_reason:db_pool_rejected:rate5m",
      "expr" : "(\n    db_pool_rejected_total / 300\n  unless last_over_time(db_pool_rejected_total[1h] offset 5m)\n  and ignoring (reason) pool:db_pool_start_time_seconds:young_or_known\n)\nor\n(\n    db_pool_rejected_total / 300\n  unless last_over_time(db_pool_rejected_total[1h] offset 5m)\n  and ignoring (reason, service, pool) instance:process_start_time_seconds:young_or_known\n)\nor\nrate(db_pool_rejected_total[5m])\n"
    }, {
      "record" : "pool:db_pool_rejected:rate5m",
      "expr" : "sum without (reason) (pool_reason:db_pool_rejected:rate5m)"
    }, {
      "record" : "pool:db_pool_rejected:ratio_rate5m",
      "expr" : "pool:db_pool_rejected:rate5m\n/ (\n    (\n        pool:db_pool_rejected:rate5m\n      + pool:db_pool_acquire_ended:rate5m\n    )\n  or\n    pool:db_pool_rejected:rate5m\n) > 0\n"
    }, {
      "alert" : "DatabaseConnectionRejectionsHigh",
      "expr" : "pool:db_pool_rejected:ratio_rate5m > 0.1 and pool:db_pool_rejected:rate5m > 0.01",
      "for" : "2m",
      "keep_firing_for" : "5m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Admission refuses a large share of the callers.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} refuses {{ $value | humanizePercentage }} of those who ask for a database connection, to keep the others quick ({{ range $i, $e := printf \"sort_desc(pool_reason:db_pool_rejected:rate5m{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q} > 0)\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ if $i }}, {{ end }}{{ $e.Labels.reason }} {{ $e.Value | printf \"%.2f\" }}/s{{ end }}). Those users get an error at once.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionRejections.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionRejections",
      "expr" : "pool:db_pool_rejected:ratio_rate5m > 0.01 and pool:db_pool_rejected:rate5m > 0.01",
      "for" : "5m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Admission refuses some of the callers.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} refuses {{ $value | humanizePercentage }} of those who ask for a database connection ({{ range $i, $e := printf \"sort_desc(pool_reason:db_pool_rejected:rate5m{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q} > 0)\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ if $i }}, {{ end }}{{ $e.Labels.reason }} {{ $e.Value | printf \"%.2f\" }}/s{{ end }}). A few users get an error at once; the others are served quickly.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionRejections.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "record" : "service:db_pool_acquire_bad:rate5m",
      "expr" : "sum without (instance, pod, container, endpoint, node, pool) (\n    pool:db_pool_connection_errors:rate5m + pool:db_pool_rejected:rate5m\n  or\n    pool:db_pool_connection_errors:rate5m\n  or\n    pool:db_pool_rejected:rate5m\n)\n"
    }, {
      "record" : "service:db_pool_acquire_asked:rate5m",
      "expr" : "sum without (instance, pod, container, endpoint, node, pool) (\n    pool:db_pool_acquire_ended:rate5m + pool:db_pool_rejected:rate5m\n  or\n    pool:db_pool_acquire_ended:rate5m\n  or\n    pool:db_pool_rejected:rate5m\n)\n"
    }, {
      "record" : "service:db_pool_acquire_bad:ratio_rate5m",
      "expr" : "service:db_pool_acquire_bad:rate5m / (service:db_pool_acquire_asked:rate5m > 0)"
    }, {
      "record" : "service:db_pool_acquire_bad:ratio_rate30m",
      "expr" : "avg_over_time(service:db_pool_acquire_bad:rate5m[30m:1m])\n/ (avg_over_time(service:db_pool_acquire_asked:rate5m[30m:1m]) > 0)\n* clamp_max(count_over_time(service:db_pool_acquire_asked:rate5m[30m:1m]) / 30, 1)\n"
    }, {
      "record" : "service:db_pool_acquire_bad:ratio_rate1h",
      "expr" : "avg_over_time(service:db_pool_acquire_bad:rate5m[1h:1m])\n/ (avg_over_time(service:db_pool_acquire_asked:rate5m[1h:1m]) > 0)\n* clamp_max(count_over_time(service:db_pool_acquire_asked:rate5m[1h:1m]) / 60, 1)\n"
    }, {
      "record" : "service:db_pool_acquire_bad:ratio_rate6h",
      "expr" : "avg_over_time(service:db_pool_acquire_bad:rate5m[6h:1m])\n/ (avg_over_time(service:db_pool_acquire_asked:rate5m[6h:1m]) > 0)\n* clamp_max(count_over_time(service:db_pool_acquire_asked:rate5m[6h:1m]) / 360, 1)\n"
    }, {
      "alert" : "DatabaseConnectionErrorBudgetBurn",
      "expr" : "(\n    service:db_pool_acquire_bad:ratio_rate1h > 0.0144\n  and\n    service:db_pool_acquire_bad:ratio_rate5m > 0.0144\n  or\n    service:db_pool_acquire_bad:ratio_rate6h > 0.006\n  and\n    service:db_pool_acquire_bad:ratio_rate30m > 0.006\n)\nand\nservice:db_pool_acquire_bad:rate5m > 0.0099\n",
      "for" : "2m",
      "keep_firing_for" : "5m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A service fails or refuses too large a share of its callers.",
        "description" : "{{ $labels.service }} has given no database connection to {{ $value | humanizePercentage }} of those who asked, all instances together; the objective allows 0.1%. Users see these requests fail.",
        "verdict" : "{{ with printf \"topk(1, sum by (verdict) (pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,service=%q}))\" $labels.cluster $labels.namespace $labels.job $labels.service | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionErrorBudgetBurn.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionFailureShare",
      "expr" : "pool:db_pool_connection_errors:ratio_rate5m > 0.1\nand\npool:db_pool_connection_errors:rate5m > 0.003\n",
      "for" : "5m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A pool fails a large share of its callers.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} fails {{ $value | humanizePercentage }} of those who ask for a database connection. Users whose requests go to this instance see errors, perhaps while all others are fine.",
        "verdict" : "{{ with printf \"topk(1, pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,instance=%q,service=%q,pool=%q})\" $labels.cluster $labels.namespace $labels.job $labels.instance $labels.service $labels.pool | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionFailureShare.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    } ]
  }, {
    "name" : "database-pool-budget",
    "interval" : "1m",
    "rules" : [ {
      "record" : "service:db_pool_acquire_bad:ratio_rate2h",
      "expr" : "avg_over_time(service:db_pool_acquire_bad:rate5m[2h:1m])\n/ (avg_over_time(service:db_pool_acquire_asked:rate5m[2h:1m]) > 0)\n* clamp_max(count_over_time(service:db_pool_acquire_asked:rate5m[2h:1m]) / 120, 1)\n"
    }, {
      "record" : "service:db_pool_acquire_bad:ratio_rate1d",
      "expr" : "avg_over_time(service:db_pool_acquire_bad:rate5m[1d:5m])\n/ (avg_over_time(service:db_pool_acquire_asked:rate5m[1d:5m]) > 0)\n* clamp_max(count_over_time(service:db_pool_acquire_asked:rate5m[1d:5m]) / 288, 1)\n"
    }, {
      "record" : "service:db_pool_acquire_bad:ratio_rate3d",
      "expr" : "avg_over_time(service:db_pool_acquire_bad:rate5m[3d:5m])\n/ (avg_over_time(service:db_pool_acquire_asked:rate5m[3d:5m]) > 0)\n* clamp_max(count_over_time(service:db_pool_acquire_asked:rate5m[3d:5m]) / 864, 1)\n"
    }, {
      "record" : "service:db_pool_acquire_budget:remaining_ratio4w",
      "expr" : "1 - (\n    avg_over_time(service:db_pool_acquire_bad:rate5m[4w:1h])\n  / (avg_over_time(service:db_pool_acquire_asked:rate5m[4w:1h]) > 0)\n) / 0.001\n"
    }, {
      "alert" : "DatabaseConnectionErrorBudgetSlowBurn",
      "expr" : "(\n    service:db_pool_acquire_bad:ratio_rate1d > 0.003\n  and\n    service:db_pool_acquire_bad:ratio_rate2h > 0.003\n  or\n    service:db_pool_acquire_bad:ratio_rate3d > 0.001\n  and\n    avg_over_time(service:db_pool_acquire_bad:ratio_rate2h[6h:5m]) > 0.001\n)\nand\navg_over_time(service:db_pool_acquire_bad:rate5m[6h:1m]) > 0.0005\n",
      "for" : "15m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A service uses up its error budget.",
        "description" : "{{ $labels.service }} has given no database connection to {{ $value | humanizePercentage }} of those who asked over days; the objective allows 0.1%. Users see requests fail now and then.",
        "verdict" : "{{ with printf \"topk(1, sum by (verdict) (pool_verdict:db_pool_exhaustion_episodes:recent{cluster=%q,namespace=%q,job=%q,service=%q}))\" $labels.cluster $labels.namespace $labels.job $labels.service | query }}{{ with first . }}{{ .Labels.verdict | reReplaceAll \"_\" \" \" }}: https://github.com/db-pool/db-pool/blob/main/docs/verdicts.md#{{ .Labels.verdict | reReplaceAll \"_\" \"-\" }}{{ end }}{{ end }}",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionErrorBudgetBurn.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    } ]
  }, {
    "name" : "database-server",
    "rules" : [ {
      "record" : "server:db_pool_connections_max:sum",
      "expr" : "sum by (cluster, server) (\n  db_pool_connections{state=\"max\"} * ignoring (state, server) group_left (server) pool_server:db_pool_info:max\n)\n"
    }, {
      "record" : "server:db_pool_server_connections:max",
      "expr" : "max by (cluster, server) (\n  db_pool_server_connections * ignoring (server) group_left (server) pool_server:db_pool_info:max > 0\n)\nor\nmax by (cluster, server) (pg_settings_max_connections)\n"
    }, {
      "alert" : "DatabaseConnectionLimitExceeded",
      "expr" : "server:db_pool_connections_max:sum > server:db_pool_server_connections:max",
      "for" : "15m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "The pools of a server may open more connections than it admits.",
        "description" : "All pools on the server {{ $labels.server }}{{ with $labels.cluster }} in {{ . }}{{ end }} may open {{ $value }} connections together, more than the server admits. Users notice nothing until a peak; then PostgreSQL refuses whoever comes last.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionLimitExceeded.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    } ]
  }, {
    "name" : "database-pool-presence",
    "rules" : [ {
      "record" : "service:db_pool_connections:missing",
      "expr" : "(\n    group without (instance, pod, container, endpoint, node, state, pool) (last_over_time(db_pool_connections{state=\"max\"}[6h]))\n  unless\n    group without (instance, pod, container, endpoint, node, state, pool) (db_pool_connections{state=\"max\"})\n)\nunless on (service)\n(\n    group without (instance, pod, container, endpoint, node, state, pool) (db_pool_connections{state=\"max\"})\n  unless\n    group without (instance, pod, container, endpoint, node, state, pool) (last_over_time(db_pool_connections{state=\"max\"}[10m] offset 6h))\n)\n"
    }, {
      "record" : "service:db_pool_connections:lost",
      "expr" : "service:db_pool_connections:missing\nand\n(\n    group without (instance, pod, container, endpoint, node, state, pool) (\n      last_over_time(db_pool_connections{state=\"max\"}[6h]) and ignoring (state, service, pool) up == 0\n    )\n  or\n    service:db_pool_connections:missing\n    and ignoring (service)\n    group without (instance, pod, container, endpoint, node) (\n      up == 0\n      unless ignoring (state, service, pool)\n      last_over_time(db_pool_connections{state=\"max\"}[6h])\n    )\n)\n"
    }, {
      "alert" : "DatabaseConnectionMetricsMissing",
      "expr" : "service:db_pool_connections:lost",
      "for" : "5m",
      "labels" : {
        "severity" : "critical",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "A service with database pools is lost.",
        "description" : "No instance of {{ $labels.service }} (job {{ $labels.job }}) shows pool metrics any more, and targets of its job do not answer. Most likely the whole service is down and its users get nothing.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionMetricsMissing.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionMetricsMissing",
      "expr" : "service:db_pool_connections:missing unless service:db_pool_connections:lost",
      "for" : "5m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "The pool metrics of a service have disappeared.",
        "description" : "No instance of {{ $labels.service }} (job {{ $labels.job }}) shows pool metrics any more, and its targets are gone. If that was planned, all is well; if not, users of the service get nothing.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionMetricsMissing.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseConnectionScrapeFailing",
      "expr" : "group without (state, pool) (last_over_time(db_pool_connections{state=\"max\"}[6h]))\nand ignoring (service)\nup == 0\n",
      "for" : "5m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "An instance with a database pool cannot be scraped.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }} does not answer when Prometheus asks for its metrics. Users whose requests go to this instance may get nothing; no other alert can tell.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionScrapeFailing.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    } ]
  }, {
    "name" : "database-pool-monitoring",
    "rules" : [ {
      "alert" : "DatabaseConnectionMetricsIncomplete",
      "expr" : "label_replace(\n    db_pool_connections{state=\"max\"}\n  unless ignoring (state, le)\n    db_pool_acquire_duration_seconds_bucket{le=\"+Inf\"}\n  unless ignoring (state)\n    db_pool_acquire_duration_seconds,\n  \"problem\", \"no histogram of acquisitions\", \"\", \"\"\n)\nor\nlabel_replace(\n  db_pool_connections{state=\"max\", exported_service=~\".+\"},\n  \"problem\", \"exported_service: scrape with honor_labels\", \"\", \"\"\n)\n",
      "for" : "15m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "The alerts on a database pool are blind in part.",
        "description" : "{{ $labels.service }} on {{ $labels.instance }}{{ with $labels.pool }}, pool {{ . }},{{ end }} with {{ $value }} connections is scraped in a form that the rules cannot use ({{ $labels.problem }}). Users may wait and fail without any alert.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseConnectionMetricsIncomplete.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseMonitoringFailing",
      "expr" : "label_replace(sum without (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0, \"problem\", \"rules that it cannot evaluate\", \"\", \"\")\nor\nlabel_replace(sum without (rule_group) (increase(prometheus_rule_group_iterations_missed_total[5m])) > 0, \"problem\", \"evaluations that it skips\", \"\", \"\")\nor\nlabel_replace(sum without (alertmanager) (increase(prometheus_notifications_errors_total[5m])) > 0, \"problem\", \"alerts that Alertmanager does not take\", \"\", \"\")\nor\nlabel_replace(increase(prometheus_notifications_dropped_total[5m]) > 0, \"problem\", \"alerts that it drops\", \"\", \"\")\nor\nlabel_replace(sum without (integration, reason) (increase(alertmanager_notifications_failed_total[5m])) > 0, \"problem\", \"messages that Alertmanager cannot deliver\", \"\", \"\")\n",
      "for" : "10m",
      "labels" : {
        "severity" : "warning",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "Prometheus or Alertmanager does not do its work.",
        "description" : "{{ $labels.instance }} has {{ $labels.problem }}: {{ $value | humanize }} in five minutes. Users may suffer without an alert, or with one that reaches no person.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseMonitoringFailing.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    }, {
      "alert" : "DatabaseMonitoringAlive",
      "expr" : "vector(1)",
      "labels" : {
        "severity" : "none",
        "component" : "database",
        "team" : "backend"
      },
      "annotations" : {
        "summary" : "The dead man's switch of the database alerts.",
        "description" : "It always fires ({{ $value }}). If it stops, neither Prometheus nor Alertmanager can warn of what users feel.",
        "runbook_url" : "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/DatabaseMonitoringFailing.md",
        "dashboard_url" : "https://grafana.example.com/d/db-pool?var-service={{ $labels.service | urlquery }}{{ with $labels.cluster }}&var-cluster={{ . | urlquery }}{{ end }}{{ with $labels.namespace }}&var-namespace={{ . | urlquery }}{{ end }}"
      }
    } ]
  } ]
},
  grafanaDashboards+:: {
    'database-pool-dashboard.json': {
  "uid": "db-pool",
  "title": "Database connection pools",
  "description": "Where the connections of all services with db-pool went, who waits for one, and why.",
  "tags": [
    "db-pool",
    "postgresql"
  ],
  "schemaVersion": 42,
  "version": 2,
  "editable": false,
  "graphTooltip": 1,
  "refresh": "30s",
  "timezone": "browser",
  "time": {
    "from": "now-1h",
    "to": "now"
  },
  "timepicker": {
    "refresh_intervals": [
      "10s",
      "30s",
      "1m",
      "5m",
      "15m"
    ]
  },
  "weekStart": "",
  "fiscalYearStartMonth": 0,
  "liveNow": false,
  "links": [
    {
      "title": "Runbooks",
      "type": "link",
      "icon": "doc",
      "url": "https://github.com/db-pool/db-pool/blob/main/docs/runbooks",
      "targetBlank": true,
      "asDropdown": false,
      "includeVars": false,
      "keepTime": false,
      "tags": [],
      "tooltip": "One page per alert"
    },
    {
      "title": "Metrics",
      "type": "link",
      "icon": "info",
      "url": "https://github.com/db-pool/db-pool/blob/main/docs/metrics.md",
      "targetBlank": true,
      "asDropdown": false,
      "includeVars": false,
      "keepTime": false,
      "tags": [],
      "tooltip": "What every metric means"
    }
  ],
  "annotations": {
    "list": [
      {
        "name": "Annotations & Alerts",
        "builtIn": 1,
        "datasource": {
          "type": "grafana",
          "uid": "-- Grafana --"
        },
        "enable": true,
        "hide": true,
        "iconColor": "rgba(0, 211, 255, 1)",
        "type": "dashboard"
      },
      {
        "name": "Critical alerts",
        "datasource": {
          "type": "prometheus",
          "uid": "${datasource}"
        },
        "enable": true,
        "hide": false,
        "iconColor": "red",
        "expr": "ALERTS{component=\"database\", alertstate=\"firing\", severity=\"critical\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"}",
        "step": "60s",
        "titleFormat": "{{alertname}}",
        "textFormat": "{{service}} {{pool}} {{instance}}",
        "tagKeys": "severity",
        "useValueForTime": false
      },
      {
        "name": "Warnings",
        "datasource": {
          "type": "prometheus",
          "uid": "${datasource}"
        },
        "enable": true,
        "hide": false,
        "iconColor": "orange",
        "expr": "ALERTS{component=\"database\", alertstate=\"firing\", severity=\"warning\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"}",
        "step": "60s",
        "titleFormat": "{{alertname}}",
        "textFormat": "{{service}} {{pool}} {{instance}}",
        "tagKeys": "severity",
        "useValueForTime": false
      }
    ]
  },
  "templating": {
    "list": [
      {
        "name": "datasource",
        "label": "Data source",
        "type": "datasource",
        "query": "prometheus",
        "refresh": 1,
        "regex": "",
        "hide": 0,
        "multi": false,
        "includeAll": false,
        "skipUrlSync": false,
        "options": []
      },
      {
        "name": "cluster",
        "label": "Cluster",
        "type": "query",
        "datasource": {
          "type": "prometheus",
          "uid": "${datasource}"
        },
        "query": {
          "qryType": 1,
          "query": "label_values(db_pool_connections, cluster)",
          "refId": "PrometheusVariableQueryEditor-VariableQuery"
        },
        "refresh": 2,
        "regex": "",
        "sort": 1,
        "multi": true,
        "includeAll": true,
        "allValue": ".*",
        "hide": 0,
        "skipUrlSync": false,
        "options": [],
        "current": {
          "selected": true,
          "text": [
            "All"
          ],
          "value": [
            "$__all"
          ]
        }
      },
      {
        "name": "namespace",
        "label": "Namespace",
        "type": "query",
        "datasource": {
          "type": "prometheus",
          "uid": "${datasource}"
        },
        "query": {
          "qryType": 1,
          "query": "label_values(db_pool_connections{cluster=~\"$cluster\"}, namespace)",
          "refId": "PrometheusVariableQueryEditor-VariableQuery"
        },
        "refresh": 2,
        "regex": "",
        "sort": 1,
        "multi": true,
        "includeAll": true,
        "allValue": ".*",
        "hide": 0,
        "skipUrlSync": false,
        "options": [],
        "current": {
          "selected": true,
          "text": [
            "All"
          ],
          "value": [
            "$__all"
          ]
        }
      },
      {
        "name": "job",
        "label": "Job",
        "type": "query",
        "datasource": {
          "type": "prometheus",
          "uid": "${datasource}"
        },
        "query": {
          "qryType": 1,
          "query": "label_values(db_pool_connections{cluster=~\"$cluster\", namespace=~\"$namespace\"}, job)",
          "refId": "PrometheusVariableQueryEditor-VariableQuery"
        },
        "refresh": 2,
        "regex": "",
        "sort": 1,
        "multi": true,
        "includeAll": true,
        "allValue": ".*",
        "hide": 0,
        "skipUrlSync": false,
        "options": [],
        "current": {
          "selected": true,
          "text": [
            "All"
          ],
          "value": [
            "$__all"
          ]
        }
      },
      {
        "name": "service",
        "label": "Service",
        "type": "query",
        "datasource": {
          "type": "prometheus",
          "uid": "${datasource}"
        },
        "query": {
          "qryType": 1,
          "query": "label_values(db_pool_connections{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\"}, service)",
          "refId": "PrometheusVariableQueryEditor-VariableQuery"
        },
        "refresh": 2,
        "regex": "",
        "sort": 1,
        "multi": true,
        "includeAll": true,
        "allValue": ".*",
        "hide": 0,
        "skipUrlSync": false,
        "options": [],
        "current": {
          "selected": true,
          "text": [
            "All"
          ],
          "value": [
            "$__all"
          ]
        }
      },
      {
        "name": "instance",
        "label": "Instance",
        "type": "query",
        "datasource": {
          "type": "prometheus",
          "uid": "${datasource}"
        },
        "query": {
          "qryType": 1,
          "query": "label_values(db_pool_connections{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\"}, instance)",
          "refId": "PrometheusVariableQueryEditor-VariableQuery"
        },
        "refresh": 2,
        "regex": "",
        "sort": 1,
        "multi": true,
        "includeAll": true,
        "allValue": ".*",
        "hide": 0,
        "skipUrlSync": false,
        "options": [],
        "current": {
          "selected": true,
          "text": [
            "All"
          ],
          "value": [
            "$__all"
          ]
        }
      },
      {
        "name": "runbooks",
        "label": "Runbooks",
        "description": "Where the runbooks are, one page per alert.",
        "type": "constant",
        "hide": 2,
        "query": "https://github.com/db-pool/db-pool/blob/main/docs/runbooks",
        "skipUrlSync": true,
        "options": [],
        "current": {
          "text": "https://github.com/db-pool/db-pool/blob/main/docs/runbooks",
          "value": "https://github.com/db-pool/db-pool/blob/main/docs/runbooks"
        }
      }
    ]
  },
  "panels": [
    {
      "id": 1,
      "type": "stat",
      "title": "Services exhausted",
      "description": "Services of which at least one pool has more than 90 % of its connections in use right now. After two minutes this pages.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 0,
        "w": 4,
        "h": 4
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionPoolExhausted",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolExhausted.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "count(max by (service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}) > 0.9)\nor\n0 * count(pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": true,
          "range": false,
          "legendFormat": "exhausted",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "color": {
            "mode": "thresholds"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "red",
                "value": 1
              }
            ]
          },
          "mappings": []
        },
        "overrides": []
      },
      "options": {
        "colorMode": "background",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "textMode": "auto",
        "wideLayout": true,
        "showPercentChange": false,
        "percentChangeColorMode": "standard",
        "reduceOptions": {
          "calcs": [
            "lastNotNull"
          ],
          "fields": "",
          "values": false
        }
      }
    },
    {
      "id": 2,
      "type": "stat",
      "title": "Callers waiting",
      "description": "Callers that wait for a connection right now, all selected services together. More than a moment above 0 is the first sign of exhaustion.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 4,
        "y": 0,
        "w": 4,
        "h": 4
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionCallersWaiting",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionCallersWaiting.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_waiting_acquires{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": true,
          "range": false,
          "legendFormat": "waiting",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "color": {
            "mode": "thresholds"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 1
              },
              {
                "color": "red",
                "value": 10
              }
            ]
          },
          "mappings": []
        },
        "overrides": []
      },
      "options": {
        "colorMode": "background",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "textMode": "auto",
        "wideLayout": true,
        "showPercentChange": false,
        "percentChangeColorMode": "standard",
        "reduceOptions": {
          "calcs": [
            "lastNotNull"
          ],
          "fields": "",
          "values": false
        }
      }
    },
    {
      "id": 3,
      "type": "stat",
      "title": "Errors per second",
      "description": "Callers per second that got an error instead of a connection, over five minutes: timed out, pool closed, or no connection could be opened.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 8,
        "y": 0,
        "w": 4,
        "h": 4
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionErrorsHigh",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionErrors.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionErrors",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionErrors.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(pool:db_pool_connection_errors:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": true,
          "range": false,
          "legendFormat": "errors",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "reqps",
          "color": {
            "mode": "thresholds"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.01
              },
              {
                "color": "red",
                "value": 1
              }
            ]
          },
          "mappings": []
        },
        "overrides": []
      },
      "options": {
        "colorMode": "background",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "textMode": "auto",
        "wideLayout": true,
        "showPercentChange": false,
        "percentChangeColorMode": "standard",
        "reduceOptions": {
          "calcs": [
            "lastNotNull"
          ],
          "fields": "",
          "values": false
        }
      }
    },
    {
      "id": 4,
      "type": "stat",
      "title": "Refusals per second",
      "description": "Callers per second that admission refused at once, over five minutes. Under overload this rises in place of errors and slow acquisition.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 0,
        "w": 4,
        "h": 4
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionRejectionsHigh",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionRejections.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionRejections",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionRejections.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(pool:db_pool_rejected:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": true,
          "range": false,
          "legendFormat": "refusals",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "reqps",
          "color": {
            "mode": "thresholds"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.01
              },
              {
                "color": "red",
                "value": 1
              }
            ]
          },
          "mappings": []
        },
        "overrides": []
      },
      "options": {
        "colorMode": "background",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "textMode": "auto",
        "wideLayout": true,
        "showPercentChange": false,
        "percentChangeColorMode": "standard",
        "reduceOptions": {
          "calcs": [
            "lastNotNull"
          ],
          "fields": "",
          "values": false
        }
      }
    },
    {
      "id": 5,
      "type": "stat",
      "title": "Alerts firing",
      "description": "Alerts about database pools that fire right now. The table below names them and leads to their runbooks.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 16,
        "y": 0,
        "w": 4,
        "h": 4
      },
      "links": [],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "count(ALERTS{component=\"database\", alertstate=\"firing\", severity=\"critical\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"})\nor\n0 * count(pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": true,
          "range": false,
          "legendFormat": "critical",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "count(ALERTS{component=\"database\", alertstate=\"firing\", severity=\"warning\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"})\nor\n0 * count(pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": true,
          "range": false,
          "legendFormat": "warning",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "color": {
            "mode": "thresholds"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "red",
                "value": 1
              }
            ]
          },
          "mappings": []
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "warning"
            },
            "properties": [
              {
                "id": "thresholds",
                "value": {
                  "mode": "absolute",
                  "steps": [
                    {
                      "color": "green",
                      "value": null
                    },
                    {
                      "color": "orange",
                      "value": 1
                    }
                  ]
                }
              }
            ]
          }
        ]
      },
      "options": {
        "colorMode": "background",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "textMode": "value_and_name",
        "wideLayout": true,
        "showPercentChange": false,
        "percentChangeColorMode": "standard",
        "reduceOptions": {
          "calcs": [
            "lastNotNull"
          ],
          "fields": "",
          "values": false
        }
      }
    },
    {
      "id": 6,
      "type": "stat",
      "title": "Allocated in total",
      "description": "Connections. Allowed: the sum of all pools' limits, which together must stay below max_connections of the server less what it reserves. Open: sessions that exist right now.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 20,
        "y": 0,
        "w": 4,
        "h": 4
      },
      "links": [],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_connections{state=\"max\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": true,
          "range": false,
          "legendFormat": "allowed",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_connections{state=~\"active|idle\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": true,
          "range": false,
          "legendFormat": "open",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "locale",
          "color": {
            "mode": "thresholds"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "blue",
                "value": null
              }
            ]
          },
          "mappings": []
        },
        "overrides": []
      },
      "options": {
        "colorMode": "value",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "auto",
        "textMode": "value_and_name",
        "wideLayout": true,
        "showPercentChange": false,
        "percentChangeColorMode": "standard",
        "reduceOptions": {
          "calcs": [
            "lastNotNull"
          ],
          "fields": "",
          "values": false
        }
      }
    },
    {
      "id": 31,
      "type": "table",
      "title": "Services in trouble",
      "description": "Each service in trouble now, the worst kind first: its database is gone, it fails callers, it is exhausted, refuses, is slow, leaks, or is not seen any more. Pools: how many of its pools. Verdict: the cause that the pools themselves found. A click on a service opens its page, a click on a verdict what to do.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 4,
        "w": 12,
        "h": 8
      },
      "links": [],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "(\nlabel_replace(count by (cluster, namespace, service) (pool_server:db_pool_connect_failures:rate5m_without_connection{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}), \"kind\", \"1 database gone\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (pool:db_pool_connection_errors:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0.01 unless pool:db_pool_connection_errors:ratio_rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} < 0.001), \"kind\", \"2 failing\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0.9 or pool:db_pool_utilization:ratio_irate1m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0.9), \"kind\", \"3 exhausted\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (pool:db_pool_rejected:ratio_rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0.01), \"kind\", \"4 refusing\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (pool:db_pool_acquire_wait:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 1), \"kind\", \"5 slow\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (db_pool_leak_suspects{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0), \"kind\", \"6 leaking\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (service:db_pool_connections:missing{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"}), \"kind\", \"7 not seen\", \"\", \"\")\n)\n* on (cluster, namespace, service) group_left (verdict)\n(topk by (cluster, namespace, service) (1, sum by (cluster, namespace, service, verdict) (pool_verdict:db_pool_exhaustion_episodes:recent{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})) > bool 0)\nor\n(\nlabel_replace(count by (cluster, namespace, service) (pool_server:db_pool_connect_failures:rate5m_without_connection{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}), \"kind\", \"1 database gone\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (pool:db_pool_connection_errors:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0.01 unless pool:db_pool_connection_errors:ratio_rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} < 0.001), \"kind\", \"2 failing\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0.9 or pool:db_pool_utilization:ratio_irate1m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0.9), \"kind\", \"3 exhausted\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (pool:db_pool_rejected:ratio_rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0.01), \"kind\", \"4 refusing\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (pool:db_pool_acquire_wait:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 1), \"kind\", \"5 slow\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (db_pool_leak_suspects{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0), \"kind\", \"6 leaking\", \"\", \"\")\nor\nlabel_replace(count by (cluster, namespace, service) (service:db_pool_connections:missing{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"}), \"kind\", \"7 not seen\", \"\", \"\")\n)\nunless on (cluster, namespace, service)\ntopk by (cluster, namespace, service) (1, sum by (cluster, namespace, service, verdict) (pool_verdict:db_pool_exhaustion_episodes:recent{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "custom": {
            "align": "auto",
            "cellOptions": {
              "type": "auto"
            },
            "inspect": false
          },
          "mappings": [],
          "unit": "string",
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "text",
                "value": null
              }
            ]
          },
          "noValue": "No service is in trouble."
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "Kind"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 120
              },
              {
                "id": "custom.cellOptions",
                "value": {
                  "type": "color-background",
                  "mode": "basic"
                }
              },
              {
                "id": "mappings",
                "value": [
                  {
                    "type": "value",
                    "options": {
                      "1 database gone": {
                        "text": "database gone",
                        "color": "dark-red",
                        "index": 0
                      },
                      "2 failing": {
                        "text": "failing",
                        "color": "red",
                        "index": 1
                      },
                      "3 exhausted": {
                        "text": "exhausted",
                        "color": "red",
                        "index": 2
                      },
                      "4 refusing": {
                        "text": "refusing",
                        "color": "orange",
                        "index": 3
                      },
                      "5 slow": {
                        "text": "slow",
                        "color": "orange",
                        "index": 4
                      },
                      "6 leaking": {
                        "text": "leaking",
                        "color": "yellow",
                        "index": 5
                      },
                      "7 not seen": {
                        "text": "not seen",
                        "color": "purple",
                        "index": 6
                      }
                    }
                  }
                ]
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Service"
            },
            "properties": [
              {
                "id": "custom.minWidth",
                "value": 110
              },
              {
                "id": "links",
                "value": [
                  {
                    "title": "Open the service",
                    "url": "/d/db-pool?${__url_time_range}&var-datasource=${datasource}&var-service=${__value.raw}",
                    "targetBlank": false
                  }
                ]
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Verdict"
            },
            "properties": [
              {
                "id": "custom.minWidth",
                "value": 120
              },
              {
                "id": "mappings",
                "value": [
                  {
                    "type": "regex",
                    "options": {
                      "pattern": "^(\\w+?)_(\\w+?)_?(\\w*)$",
                      "result": {
                        "index": 0,
                        "text": "$1 $2 $3"
                      }
                    }
                  }
                ]
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Pools"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 60
              },
              {
                "id": "unit",
                "value": "short"
              }
            ]
          }
        ]
      },
      "options": {
        "frameIndex": 0,
        "cellHeight": "sm",
        "showHeader": true,
        "sortBy": [
          {
            "displayName": "Kind",
            "desc": false
          }
        ]
      },
      "transformations": [
        {
          "id": "sortBy",
          "options": {
            "fields": {},
            "sort": [
              {
                "field": "kind",
                "desc": false
              }
            ]
          }
        },
        {
          "id": "organize",
          "options": {
            "excludeByName": {
              "Time": true
            },
            "indexByName": {
              "kind": 0,
              "service": 1,
              "verdict": 2,
              "Value": 3,
              "namespace": 4,
              "cluster": 5
            },
            "renameByName": {
              "kind": "Kind",
              "service": "Service",
              "verdict": "Verdict",
              "Value": "Pools",
              "namespace": "Namespace",
              "cluster": "Cluster"
            }
          }
        }
      ]
    },
    {
      "id": 7,
      "type": "table",
      "title": "Firing alerts",
      "description": "Every alert about databases that fires now, once for each service however many instances have it, and since when. Those that are silenced in Alertmanager are shown, too. A click on an alert opens its runbook.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 4,
        "w": 12,
        "h": 8
      },
      "links": [],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (severity, alertname, cluster, namespace, service) (\n  1000 * ALERTS_FOR_STATE{component=\"database\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"}\n  and ignoring (alertstate)\n  ALERTS{component=\"database\", alertstate=\"firing\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"}\n)",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "custom": {
            "align": "auto",
            "cellOptions": {
              "type": "auto"
            },
            "inspect": false
          },
          "mappings": [],
          "unit": "dateTimeFromNow",
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "text",
                "value": null
              }
            ]
          },
          "noValue": "No alert is firing."
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "Severity"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 72
              },
              {
                "id": "unit",
                "value": "string"
              },
              {
                "id": "custom.cellOptions",
                "value": {
                  "type": "color-background",
                  "mode": "basic"
                }
              },
              {
                "id": "mappings",
                "value": [
                  {
                    "type": "value",
                    "options": {
                      "critical": {
                        "color": "red",
                        "index": 0
                      },
                      "warning": {
                        "color": "orange",
                        "index": 1
                      },
                      "info": {
                        "color": "blue",
                        "index": 2
                      }
                    }
                  }
                ]
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Alert"
            },
            "properties": [
              {
                "id": "unit",
                "value": "string"
              },
              {
                "id": "links",
                "value": [
                  {
                    "title": "Open the runbook",
                    "url": "${runbooks}/${__value.raw}.md",
                    "targetBlank": true
                  }
                ]
              },
              {
                "id": "custom.minWidth",
                "value": 136
              },
              {
                "id": "mappings",
                "value": [
                  {
                    "type": "regex",
                    "options": {
                      "pattern": "^Database(?:Connection)?(.*)$",
                      "result": {
                        "index": 0,
                        "text": "$1"
                      }
                    }
                  }
                ]
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Service"
            },
            "properties": [
              {
                "id": "unit",
                "value": "string"
              },
              {
                "id": "custom.minWidth",
                "value": 100
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Since"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 122
              }
            ]
          }
        ]
      },
      "options": {
        "frameIndex": 0,
        "cellHeight": "sm",
        "showHeader": true,
        "sortBy": [
          {
            "displayName": "Severity",
            "desc": false
          }
        ]
      },
      "transformations": [
        {
          "id": "sortBy",
          "options": {
            "fields": {},
            "sort": [
              {
                "field": "severity",
                "desc": false
              }
            ]
          }
        },
        {
          "id": "organize",
          "options": {
            "excludeByName": {
              "Time": true
            },
            "indexByName": {
              "severity": 0,
              "alertname": 1,
              "service": 2,
              "namespace": 3,
              "cluster": 4,
              "Value": 5
            },
            "renameByName": {
              "severity": "Severity",
              "alertname": "Alert",
              "service": "Service",
              "namespace": "Namespace",
              "cluster": "Cluster",
              "Value": "Since"
            }
          }
        }
      ]
    },
    {
      "id": 8,
      "type": "table",
      "title": "Top 5 services by usage",
      "description": "The five services with the fullest pool right now. Used: the fullest pool of the service, never an average. Active and Max: all its pools and instances together. P95: of acquiring; Exhausted: share of the time; with Errors over five minutes. A click on a service selects it.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 12,
        "w": 24,
        "h": 8
      },
      "links": [],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "topk(5, max by (service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (service) (db_pool_connections{state=\"active\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand on (service)\ntopk(5, max by (service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "B",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (service) (db_pool_connections{state=\"max\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand on (service)\ntopk(5, max by (service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "C",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (service) (db_pool_waiting_acquires{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand on (service)\ntopk(5, max by (service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "D",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (service) (\n  pool:db_pool_acquire_wait:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}\n  or\n  pool:db_pool_acquire_duration_seconds:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}\n)\nand on (service)\ntopk(5, max by (service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "E",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (service) (pool:db_pool_exhausted:ratio_rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand on (service)\ntopk(5, max by (service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "F",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (service) (pool:db_pool_connection_errors:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand on (service)\ntopk(5, max by (service) (pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "G",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "custom": {
            "align": "auto",
            "cellOptions": {
              "type": "auto"
            },
            "inspect": false
          },
          "mappings": [],
          "unit": "short",
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              }
            ]
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "Service"
            },
            "properties": [
              {
                "id": "unit",
                "value": "string"
              },
              {
                "id": "custom.minWidth",
                "value": 110
              },
              {
                "id": "links",
                "value": [
                  {
                    "title": "Show this service only",
                    "url": "/d/db-pool?${__url_time_range}&var-datasource=${datasource}&var-service=${__value.raw}",
                    "targetBlank": false
                  }
                ]
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Active"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 58
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Max"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 50
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Used"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 56
              },
              {
                "id": "unit",
                "value": "percentunit"
              },
              {
                "id": "decimals",
                "value": 0
              },
              {
                "id": "thresholds",
                "value": {
                  "mode": "absolute",
                  "steps": [
                    {
                      "color": "green",
                      "value": null
                    },
                    {
                      "color": "orange",
                      "value": 0.75
                    },
                    {
                      "color": "red",
                      "value": 0.9
                    }
                  ]
                }
              },
              {
                "id": "custom.cellOptions",
                "value": {
                  "type": "color-background",
                  "mode": "basic"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Waiting"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 66
              },
              {
                "id": "thresholds",
                "value": {
                  "mode": "absolute",
                  "steps": [
                    {
                      "color": "text",
                      "value": null
                    },
                    {
                      "color": "orange",
                      "value": 1
                    }
                  ]
                }
              },
              {
                "id": "custom.cellOptions",
                "value": {
                  "type": "color-text"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "P95"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 68
              },
              {
                "id": "unit",
                "value": "s"
              },
              {
                "id": "thresholds",
                "value": {
                  "mode": "absolute",
                  "steps": [
                    {
                      "color": "text",
                      "value": null
                    },
                    {
                      "color": "orange",
                      "value": 1
                    },
                    {
                      "color": "red",
                      "value": 5
                    }
                  ]
                }
              },
              {
                "id": "custom.cellOptions",
                "value": {
                  "type": "color-text"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Exhausted"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 84
              },
              {
                "id": "unit",
                "value": "percentunit"
              },
              {
                "id": "decimals",
                "value": 0
              },
              {
                "id": "thresholds",
                "value": {
                  "mode": "absolute",
                  "steps": [
                    {
                      "color": "text",
                      "value": null
                    },
                    {
                      "color": "orange",
                      "value": 0.06
                    },
                    {
                      "color": "red",
                      "value": 0.144
                    }
                  ]
                }
              },
              {
                "id": "custom.cellOptions",
                "value": {
                  "type": "color-text"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "Errors"
            },
            "properties": [
              {
                "id": "custom.width",
                "value": 78
              },
              {
                "id": "unit",
                "value": "cps"
              },
              {
                "id": "thresholds",
                "value": {
                  "mode": "absolute",
                  "steps": [
                    {
                      "color": "text",
                      "value": null
                    },
                    {
                      "color": "orange",
                      "value": 0.01
                    },
                    {
                      "color": "red",
                      "value": 1
                    }
                  ]
                }
              },
              {
                "id": "custom.cellOptions",
                "value": {
                  "type": "color-text"
                }
              }
            ]
          }
        ]
      },
      "options": {
        "frameIndex": 0,
        "cellHeight": "sm",
        "showHeader": true,
        "sortBy": [
          {
            "displayName": "Used",
            "desc": true
          }
        ]
      },
      "transformations": [
        {
          "id": "merge",
          "options": {}
        },
        {
          "id": "organize",
          "options": {
            "excludeByName": {
              "Time": true
            },
            "indexByName": {
              "service": 0,
              "Value #A": 1,
              "Value #B": 2,
              "Value #C": 3,
              "Value #D": 4,
              "Value #E": 5,
              "Value #F": 6,
              "Value #G": 7
            },
            "renameByName": {
              "service": "Service",
              "Value #A": "Used",
              "Value #B": "Active",
              "Value #C": "Max",
              "Value #D": "Waiting",
              "Value #E": "P95",
              "Value #F": "Exhausted",
              "Value #G": "Errors"
            }
          }
        }
      ]
    },
    {
      "id": 9,
      "type": "row",
      "title": "Saturation: are there enough connections?",
      "collapsed": false,
      "gridPos": {
        "x": 0,
        "y": 20,
        "w": 24,
        "h": 1
      },
      "panels": []
    },
    {
      "id": 10,
      "type": "timeseries",
      "title": "Utilization by service",
      "description": "Share of the permitted connections in use, of the fullest instance of each pool, averaged over four scrapes because single samples of small pools jump. Lines at 75 % (warning) and 90 % (page). The ten services that were worst within the time shown; select others above.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 21,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionPoolExhausted",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolExhausted.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionPoolHighUtilization",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolHighUtilization.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (service, pool) (avg_over_time(pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))\nand\ntopk(10, max_over_time((max by (service, pool) (avg_over_time(pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])))[$__range:$__interval] @ end()))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{service}} {{pool}}",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "percentunit",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.75
              },
              {
                "color": "red",
                "value": 0.9
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          },
          "max": 1
        },
        "overrides": []
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 170
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 11,
      "type": "timeseries",
      "title": "Connections: active, idle and max",
      "description": "All selected services together. Active and idle are stacked and are as of the scrape; the mean is exact, peaks between two scrapes included.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 21,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionPoolNoIdle",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolNoIdle.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_connections{state=\"active\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "active",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_connections{state=\"idle\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "idle",
          "refId": "B",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_connections{state=\"max\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "max",
          "refId": "C",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(rate(db_pool_busy_connection_seconds_total{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "active, mean",
          "refId": "D",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "blue",
                "value": null
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "active"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "orange"
                }
              },
              {
                "id": "custom.fillOpacity",
                "value": 35
              },
              {
                "id": "custom.stacking",
                "value": {
                  "mode": "normal",
                  "group": "A"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "idle"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "green"
                }
              },
              {
                "id": "custom.fillOpacity",
                "value": 20
              },
              {
                "id": "custom.stacking",
                "value": {
                  "mode": "normal",
                  "group": "A"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "max"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "red"
                }
              },
              {
                "id": "custom.lineStyle",
                "value": {
                  "fill": "dash",
                  "dash": [
                    10,
                    6
                  ]
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "active, mean"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "purple"
                }
              },
              {
                "id": "custom.lineWidth",
                "value": 1
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "bottom",
          "showLegend": true,
          "calcs": []
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 12,
      "type": "timeseries",
      "title": "Callers waiting by service",
      "description": "Callers in the queue for a connection, all instances of a service together. A queue that does not empty for three minutes alerts. The ten services that were worst within the time shown; select others above.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 29,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionCallersWaiting",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionCallersWaiting.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_waiting_acquires{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "all services",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (service, pool) (db_pool_waiting_acquires{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand\ntopk(10, max_over_time((sum by (service, pool) (db_pool_waiting_acquires{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))[$__range:$__interval] @ end())) > 0",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{service}} {{pool}}",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 1
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "all services"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "text"
                }
              },
              {
                "id": "custom.lineWidth",
                "value": 1
              },
              {
                "id": "custom.lineStyle",
                "value": {
                  "fill": "dash",
                  "dash": [
                    4,
                    4
                  ]
                }
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 170
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 13,
      "type": "timeseries",
      "title": "Time exhausted",
      "description": "Share of the last five minutes in which all connections of a pool were in use, bursts of milliseconds included. Lines at 6 % and 14.4 %: kept up for hours they alert. The ten services that were worst within the time shown; select others above.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 29,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionPoolExhaustionBurn",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolExhaustionBurn.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionPoolExhaustionSlowBurn",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolExhaustionBurn.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (service, pool) (pool:db_pool_exhausted:ratio_rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand\ntopk(10, max_over_time((max by (service, pool) (pool:db_pool_exhausted:ratio_rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))[$__range:$__interval] @ end()))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{service}} {{pool}}",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "percentunit",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.06
              },
              {
                "color": "red",
                "value": 0.144
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": []
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 170
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 14,
      "type": "timeseries",
      "title": "Utilization by instance",
      "description": "The ten fullest pools one by one: a single hot instance points to uneven load, all of them to too few connections or slow queries.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 37,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionPoolHighUtilization",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolHighUtilization.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (service, pool, instance) (avg_over_time(pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))\nand\ntopk(10, max_over_time((max by (service, pool, instance) (avg_over_time(pool:db_pool_utilization:ratio{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])))[$__range:$__interval] @ end()))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{service}} {{pool}} {{instance}}",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "percentunit",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.75
              },
              {
                "color": "red",
                "value": 0.9
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          },
          "max": 1
        },
        "overrides": []
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 260
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 15,
      "type": "timeseries",
      "title": "Leak suspects",
      "description": "Connections that were borrowed longer ago than the leak threshold and that nothing uses any more: the thread is gone or idle, and nothing runs on them. They look like load, yet no request needs them. Also those that came back after all (recovered) or were taken away (reclaimed). The ten services that were worst within the time shown; select others above.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 37,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionLeakSuspected",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionLeakSuspected.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_leak_suspects{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "all services",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (service, pool) (db_pool_leak_suspects{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand\ntopk(10, max_over_time((sum by (service, pool) (db_pool_leak_suspects{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))[$__range:$__interval] @ end())) > 0",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{service}} {{pool}}",
          "refId": "B",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "round(sum by (outcome) (increase(db_pool_leak_outcomes_total{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{outcome}}",
          "refId": "C",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 1
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "all services"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "text"
                }
              },
              {
                "id": "custom.lineWidth",
                "value": 1
              },
              {
                "id": "custom.lineStyle",
                "value": {
                  "fill": "dash",
                  "dash": [
                    4,
                    4
                  ]
                }
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 170
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 16,
      "type": "row",
      "title": "Latency: how long do callers wait, and how long do they hold?",
      "collapsed": false,
      "gridPos": {
        "x": 0,
        "y": 45,
        "w": 24,
        "h": 1
      },
      "panels": []
    },
    {
      "id": 17,
      "type": "timeseries",
      "title": "Acquire latency P95 and P99",
      "description": "Time from asking for a connection to getting one or an error, over five minutes, of the slowest instance. Lines at 1 s (warning) and 5 s (page); logarithmic. While callers wait and none is served, P95 is drawn as 2 min. The five slowest services within the time shown.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 46,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionAcquireVerySlow",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionAcquireSlow.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionAcquireSlow",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionAcquireSlow.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (service, pool) (\n  pool:db_pool_acquire_wait:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}\n  or\n  pool:db_pool_acquire_duration_seconds:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}\n)\nand\ntopk(5, max_over_time((max by (service, pool) (\n  pool:db_pool_acquire_wait:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}\n  or\n  pool:db_pool_acquire_duration_seconds:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}\n))[$__range:$__interval] @ end()))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "P95 {{service}} {{pool}}",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (service, pool) (db_pool_acquire_p99_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand\ntopk(5, max_over_time((max by (service, pool) (\n  pool:db_pool_acquire_wait:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}\n  or\n  pool:db_pool_acquire_duration_seconds:p95_5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}\n))[$__range:$__interval] @ end()))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "P99 {{service}} {{pool}}",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "s",
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 1
              },
              {
                "color": "red",
                "value": 5
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "log",
              "log": 10
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            },
            "axisSoftMin": 0.001,
            "axisSoftMax": 10
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byRegexp",
              "options": "/^P99/"
            },
            "properties": [
              {
                "id": "custom.lineStyle",
                "value": {
                  "fill": "dash",
                  "dash": [
                    4,
                    4
                  ]
                }
              },
              {
                "id": "custom.lineWidth",
                "value": 1
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 190
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 18,
      "type": "heatmap",
      "title": "Acquire latency heatmap",
      "description": "How many acquisitions took how long, all selected services together. Two bands mean two kinds of callers: those who find a connection and those who wait for one.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 46,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionAcquireSlow",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionAcquireSlow.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (le) (increase(db_pool_acquire_duration_seconds_bucket{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))",
          "format": "heatmap",
          "instant": false,
          "range": true,
          "legendFormat": "{{le}}",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(increase(db_pool_acquire_duration_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))",
          "format": "heatmap",
          "instant": false,
          "range": true,
          "legendFormat": "native",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "blue",
                "value": null
              }
            ]
          },
          "custom": {
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            },
            "scaleDistribution": {
              "type": "linear"
            }
          }
        },
        "overrides": []
      },
      "options": {
        "calculate": false,
        "cellGap": 1,
        "cellValues": {
          "unit": "short",
          "decimals": 0
        },
        "color": {
          "mode": "scheme",
          "scheme": "Oranges",
          "fill": "dark-orange",
          "scale": "exponential",
          "exponent": 0.2,
          "steps": 64,
          "reverse": false,
          "min": 0
        },
        "exemplars": {
          "color": "rgba(255,0,255,0.7)"
        },
        "filterValues": {
          "le": 1e-09
        },
        "legend": {
          "show": true
        },
        "rowsFrame": {
          "layout": "auto"
        },
        "showValue": "never",
        "tooltip": {
          "mode": "single",
          "yHistogram": true,
          "showColorScale": false
        },
        "yAxis": {
          "axisPlacement": "left",
          "reverse": false,
          "unit": "s"
        }
      }
    },
    {
      "id": 19,
      "type": "timeseries",
      "title": "Hold time P95",
      "description": "Time between getting a connection and giving it back. When it grows, queries or the code around them became slower, and the same pool serves fewer callers. Connections never given back are not in here; they are leak suspects. The ten services with most connections in use within the time shown.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 54,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionPoolExhausted",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolExhausted.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "((histogram_quantile(0.95, sum by (service, pool, le) (rate(db_pool_hold_duration_seconds_bucket{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))) or histogram_quantile(0.95, sum by (service, pool) (rate(db_pool_hold_duration_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])))) >= 0)\nand\ntopk(10, max_over_time((sum by (service, pool) (rate(db_pool_busy_connection_seconds_total{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])))[$__range:$__interval] @ end()))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{service}} {{pool}}",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "s",
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "log",
              "log": 10
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": []
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 170
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 20,
      "type": "timeseries",
      "title": "Acquisitions and hand-backs per second",
      "description": "Requests for a connection that ended, and connections given back, all selected services together. Asking that goes on while giving back stops is a stall.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 54,
        "w": 12,
        "h": 8
      },
      "links": [],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "(sum(rate(db_pool_acquire_duration_seconds_count{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])) or sum(histogram_count(rate(db_pool_acquire_duration_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "acquisitions",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "(sum(rate(db_pool_hold_duration_seconds_count{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])) or sum(histogram_count(rate(db_pool_hold_duration_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "hand-backs",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "reqps",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "blue",
                "value": null
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": []
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "bottom",
          "showLegend": true,
          "calcs": []
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 21,
      "type": "row",
      "title": "Failures: who gets no connection?",
      "collapsed": false,
      "gridPos": {
        "x": 0,
        "y": 62,
        "w": 24,
        "h": 1
      },
      "panels": []
    },
    {
      "id": 22,
      "type": "timeseries",
      "title": "Error rates by type",
      "description": "Acquisitions that failed, over five minutes, all selected services together. timeout: waited in vain; closed: the pool was closed; other: no connection could be opened. Lines at the rates at which a single pool alerts: 0.01/s (warning) and 1/s (page).",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 63,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionErrorsHigh",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionErrors.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionErrors",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionErrors.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionTimeouts",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionTimeouts.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (error_type) (pool_error_type:db_pool_connection_errors:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{error_type}}",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "reqps",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.01
              },
              {
                "color": "red",
                "value": 1
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "timeout"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "red"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "closed"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "blue"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "other"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "purple"
                }
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "bottom",
          "showLegend": true,
          "calcs": []
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 23,
      "type": "timeseries",
      "title": "Errors by service",
      "description": "Acquisitions that failed, of whatever type, all instances of a service together. The ten services that were worst within the time shown; select others above.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 63,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionErrorsHigh",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionErrors.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionErrors",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionErrors.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(pool:db_pool_connection_errors:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "all services",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (service, pool) (pool:db_pool_connection_errors:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand\ntopk(10, max_over_time((sum by (service, pool) (pool:db_pool_connection_errors:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))[$__range:$__interval] @ end())) > 0",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{service}} {{pool}}",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "reqps",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.01
              },
              {
                "color": "red",
                "value": 1
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "all services"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "text"
                }
              },
              {
                "id": "custom.lineWidth",
                "value": 1
              },
              {
                "id": "custom.lineStyle",
                "value": {
                  "fill": "dash",
                  "dash": [
                    4,
                    4
                  ]
                }
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 170
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 24,
      "type": "timeseries",
      "title": "Refusals and cancellations",
      "description": "Callers that admission refused, by reason, callers interrupted while waiting, and how often adaptive admission began to shed load. On the right axis: pools that shed load right now, or whose queue is full.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 71,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionRejectionsHigh",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionRejections.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionRejections",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionRejections.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (reason) (rate(db_pool_rejected_total{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "refused: {{reason}}",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(rate(db_pool_cancelled_total{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "cancelled",
          "refId": "B",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(db_pool_admission_overloaded{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "pools overloaded",
          "refId": "C",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(rate(db_pool_admission_overloads_total{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "began to shed",
          "refId": "D",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "reqps",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.01
              },
              {
                "color": "red",
                "value": 1
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "pools overloaded"
            },
            "properties": [
              {
                "id": "unit",
                "value": "short"
              },
              {
                "id": "custom.axisPlacement",
                "value": "right"
              },
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "semi-dark-red"
                }
              },
              {
                "id": "custom.lineStyle",
                "value": {
                  "fill": "dash",
                  "dash": [
                    4,
                    4
                  ]
                }
              },
              {
                "id": "custom.lineWidth",
                "value": 1
              },
              {
                "id": "custom.axisSoftMax",
                "value": 4
              },
              {
                "id": "decimals",
                "value": 0
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "cancelled"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "blue"
                }
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "bottom",
          "showLegend": true,
          "calcs": []
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 25,
      "type": "timeseries",
      "title": "Exhaustion episodes by verdict",
      "description": "Periods in which callers failed because all connections were in use, by the verdict of the pool. Verdicts explains each, and what to do about it.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 71,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Verdicts",
          "type": "link",
          "url": "${runbooks}/../verdicts.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionPoolExhausted",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionPoolExhausted.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "round(sum by (verdict) (increase(db_pool_exhaustion_episodes_total{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{verdict}}",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 1
              }
            ]
          },
          "custom": {
            "drawStyle": "bars",
            "lineWidth": 1,
            "fillOpacity": 60,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "normal",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": []
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "bottom",
          "showLegend": true,
          "calcs": []
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 26,
      "type": "row",
      "title": "Physical connections: does PostgreSQL let us in?",
      "collapsed": false,
      "gridPos": {
        "x": 0,
        "y": 79,
        "w": 24,
        "h": 1
      },
      "panels": []
    },
    {
      "id": 27,
      "type": "timeseries",
      "title": "Physical connects",
      "description": "Sessions opened with PostgreSQL and sessions found dead, all selected services together. A steady churn means a lifetime or an idle timeout that is too short; a jump of dead ones, a failover or a proxy that cuts.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 80,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionOpenFailures",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionOpenFailures.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "(sum(rate(db_pool_connect_duration_seconds_count{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])) or sum(histogram_count(rate(db_pool_connect_duration_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "opened",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(rate(db_pool_invalid_connections_total{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "found dead",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "reqps",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "blue",
                "value": null
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "off"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "opened"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "green"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "found dead"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "red"
                }
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "bottom",
          "showLegend": true,
          "calcs": []
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 28,
      "type": "timeseries",
      "title": "Connect failures by reason",
      "description": "Sessions that could not be opened, over five minutes, all selected services together; a reason appears once it has happened. Line at 0.01/s, at which a single pool alerts.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 80,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseUnreachable",
          "type": "link",
          "url": "${runbooks}/DatabaseUnreachable.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        },
        {
          "title": "Runbook: DatabaseConnectionOpenFailures",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionOpenFailures.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum(pool_reason:db_pool_connect_failures:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "all reasons",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (reason) (pool_reason:db_pool_connect_failures:rate5m{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}) > 0",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{reason}}",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "reqps",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 0.01
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "all reasons"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "text"
                }
              },
              {
                "id": "custom.lineWidth",
                "value": 1
              },
              {
                "id": "custom.lineStyle",
                "value": {
                  "fill": "dash",
                  "dash": [
                    4,
                    4
                  ]
                }
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "bottom",
          "showLegend": true,
          "calcs": []
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 29,
      "type": "timeseries",
      "title": "Connect time and attempts under way",
      "description": "P95 of the time it takes to open a session, all selected services together, and the age of the oldest attempts under way by service. Line at 10 s: an attempt that hangs; meanwhile that pool cannot grow.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 88,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionConnectHanging",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionConnectHanging.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "(histogram_quantile(0.95, sum by (le) (rate(db_pool_connect_duration_seconds_bucket{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval]))) or histogram_quantile(0.95, sum(rate(db_pool_connect_duration_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}[$__rate_interval])))) >= 0",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "P95 of connecting",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max(db_pool_connect_in_flight_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "oldest under way",
          "refId": "B",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (service, pool) (db_pool_connect_in_flight_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})\nand\ntopk(5, max_over_time((max by (service, pool) (db_pool_connect_in_flight_seconds{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"}))[$__range:$__interval] @ end())) > 0",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "under way: {{service}} {{pool}}",
          "refId": "C",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "s",
          "min": 0,
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              },
              {
                "color": "orange",
                "value": 10
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byName",
              "options": "P95 of connecting"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "green"
                }
              }
            ]
          },
          {
            "matcher": {
              "id": "byName",
              "options": "oldest under way"
            },
            "properties": [
              {
                "id": "color",
                "value": {
                  "mode": "fixed",
                  "fixedColor": "text"
                }
              },
              {
                "id": "custom.lineWidth",
                "value": 1
              },
              {
                "id": "custom.lineStyle",
                "value": {
                  "fill": "dash",
                  "dash": [
                    4,
                    4
                  ]
                }
              }
            ]
          }
        ]
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 190
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 30,
      "type": "table",
      "title": "Versions",
      "description": "How many pools run which version of db-pool on which engine, and how they protect the way to the server. disable, allow and prefer may send passwords and data in clear.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 88,
        "w": 12,
        "h": 8
      },
      "links": [],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "count by (version, engine, sslmode) (db_pool_info{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "table",
          "instant": true,
          "range": false,
          "legendFormat": "",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "custom": {
            "align": "auto",
            "cellOptions": {
              "type": "auto"
            },
            "inspect": false
          },
          "mappings": [],
          "unit": "short",
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "text",
                "value": null
              }
            ]
          }
        },
        "overrides": [
          {
            "matcher": {
              "id": "byRegexp",
              "options": "/^(Version|Engine|sslmode)$/"
            },
            "properties": [
              {
                "id": "unit",
                "value": "string"
              }
            ]
          }
        ]
      },
      "options": {
        "frameIndex": 0,
        "cellHeight": "sm",
        "showHeader": true,
        "sortBy": [
          {
            "displayName": "Version",
            "desc": true
          }
        ]
      },
      "transformations": [
        {
          "id": "organize",
          "options": {
            "excludeByName": {
              "Time": true
            },
            "indexByName": {
              "version": 0,
              "engine": 1,
              "sslmode": 2,
              "Value": 3
            },
            "renameByName": {
              "version": "Version",
              "engine": "Engine",
              "Value": "Pools"
            }
          }
        }
      ]
    },
    {
      "id": 32,
      "type": "row",
      "title": "Objective and server: how much is left?",
      "collapsed": false,
      "gridPos": {
        "x": 0,
        "y": 96,
        "w": 24,
        "h": 1
      },
      "panels": []
    },
    {
      "id": 33,
      "type": "timeseries",
      "title": "Error budget left",
      "description": "Of the callers of four weeks whom the objective allows to go without a connection: 100 % is untouched, below 0 the objective is missed. The ten services with least.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 0,
        "y": 97,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionErrorBudgetBurn",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionErrorBudgetBurn.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "bottomk(10, service:db_pool_acquire_budget:remaining_ratio4w{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance|\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{service}} {{namespace}} {{cluster}}",
          "refId": "A",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "percentunit",
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "red",
                "value": null
              },
              {
                "color": "green",
                "value": 0
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": []
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 170
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    },
    {
      "id": 34,
      "type": "timeseries",
      "title": "Connections that pools may open, and what their server admits",
      "description": "Above the limit the server refuses whoever comes last, once all pools are busy. By server.",
      "datasource": {
        "type": "prometheus",
        "uid": "${datasource}"
      },
      "gridPos": {
        "x": 12,
        "y": 97,
        "w": 12,
        "h": 8
      },
      "links": [
        {
          "title": "Runbook: DatabaseConnectionLimitExceeded",
          "type": "link",
          "url": "${runbooks}/DatabaseConnectionLimitExceeded.md",
          "icon": "doc",
          "tooltip": "",
          "targetBlank": true,
          "asDropdown": false,
          "includeVars": false,
          "keepTime": false,
          "tags": []
        }
      ],
      "targets": [
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "sum by (cluster, server) (db_pool_connections{state=\"max\", cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} * ignoring (state, server) group_left (server) pool_server:db_pool_info:max{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"})",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{server}}: all pools",
          "refId": "A",
          "interval": "1m"
        },
        {
          "datasource": {
            "type": "prometheus",
            "uid": "${datasource}"
          },
          "editorMode": "code",
          "expr": "max by (cluster, server) (db_pool_server_connections{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} * ignoring (server) group_left (server) pool_server:db_pool_info:max{cluster=~\"$cluster\", namespace=~\"$namespace\", job=~\"$job\", service=~\"$service\", instance=~\"$instance\"} > 0)",
          "format": "time_series",
          "instant": false,
          "range": true,
          "legendFormat": "{{server}}: admitted",
          "refId": "B",
          "interval": "1m"
        }
      ],
      "fieldConfig": {
        "defaults": {
          "unit": "short",
          "color": {
            "mode": "palette-classic-by-name"
          },
          "thresholds": {
            "mode": "absolute",
            "steps": [
              {
                "color": "green",
                "value": null
              }
            ]
          },
          "custom": {
            "drawStyle": "line",
            "lineWidth": 2,
            "fillOpacity": 0,
            "gradientMode": "none",
            "lineInterpolation": "linear",
            "showPoints": "never",
            "spanNulls": false,
            "axisPlacement": "auto",
            "axisLabel": "",
            "scaleDistribution": {
              "type": "linear"
            },
            "stacking": {
              "mode": "none",
              "group": "A"
            },
            "thresholdsStyle": {
              "mode": "dashed"
            },
            "hideFrom": {
              "legend": false,
              "tooltip": false,
              "viz": false
            }
          }
        },
        "overrides": []
      },
      "options": {
        "legend": {
          "displayMode": "list",
          "placement": "right",
          "showLegend": true,
          "calcs": [],
          "width": 170
        },
        "tooltip": {
          "mode": "multi",
          "sort": "desc"
        }
      }
    }
  ]
},
  },
}
