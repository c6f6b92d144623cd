{{- define "loopline.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "loopline.labels" -}}
app.kubernetes.io/name: loopline
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "loopline.about" -}}
{{ include "loopline.labels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
