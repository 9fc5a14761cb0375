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
