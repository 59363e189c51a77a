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
      "record" : "pool_verdict:db_pool_exhaustion_episodes:increase15m",
      "expr" : "round(increase(db_pool_exhaustion_episodes_total[15m])) > 0"
    }, {
      "record" : "pool_verdict:db_pool_exhaustion_episodes:recent",
      "expr" : "pool_verdict:db_pool_exhaustion_episodes:increase15m\nor\n(\n    max_over_time(pool_verdict:db_pool_exhaustion_episodes:increase15m[6h])\n  unless ignoring (verdict)\n    sum without (verdict) (pool_verdict:db_pool_exhaustion_episodes:increase15m)\n  and ignoring (verdict)\n    (\n        sum without (error_type) (increase(db_pool_connection_errors_total[15m])) > 0\n      or\n        sum without (reason) (increase(db_pool_rejected_total[15m])) > 0\n    )\n)\n"
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
    'database-pool-budget-dashboard.json': import '../dashboards/database-pool-budget-dashboard.json',
    'database-pool-dashboard.json': import '../dashboards/database-pool-dashboard.json',
    'database-pool-service-dashboard.json': import '../dashboards/database-pool-service-dashboard.json',
  },
}
