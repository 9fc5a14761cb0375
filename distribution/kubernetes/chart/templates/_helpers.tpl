{{- define "tallyman.name" -}}
{{- if contains "tallyman" .Release.Name -}}
{{ .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-tallyman" .Release.Name | trunc 52 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "tallyman.selector" -}}
app.kubernetes.io/name: tallyman
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tallyman.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "tallyman.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "tallyman.metadata" -}}
name: {{ include "tallyman.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "tallyman.labels" . | nindent 2 }}
{{- end -}}

{{/* The profile as the annotation of Kubernetes before 1.30 names it. */}}
{{- define "tallyman.appArmor" -}}
{{- if eq .type "RuntimeDefault" }}runtime/default
{{- else if eq .type "Localhost" }}localhost/{{ .localhostProfile }}
{{- else }}unconfined
{{- end }}
{{- end }}
