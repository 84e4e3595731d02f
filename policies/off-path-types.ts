/** The canonical type tokens of what is off the path of a visitor, and matters to the rules all the same. */
export const offPath = {
  notificationPolicy: "cloudflare:index/notificationPolicy:NotificationPolicy",
  loadBalancer: "cloudflare:index/loadBalancer:LoadBalancer",
  pool: "cloudflare:index/loadBalancerPool:LoadBalancerPool",
  tlsCompliance: "cloudflare:index/originTlsComplianceModes:OriginTlsComplianceModes",
  spectrum: "cloudflare:index/spectrumApplication:SpectrumApplication",
  webAcl: "aws:wafv2/webAcl:WebAcl",
  webAclRule: "aws:wafv2/webAclRule:WebAclRule",
  ruleGroup: "aws:wafv2/ruleGroup:RuleGroup",
  ipSet: "aws:wafv2/ipSet:IpSet",
  webAclAssociation: "aws:wafv2/webAclAssociation:WebAclAssociation",
  metricAlarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
} as const;
