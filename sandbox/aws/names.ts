import type { Kind } from "../store/store";

const kind = (type: string, folder: string): Kind => ({ type, folder });

/** Amazon VPC. */
export const VPC = kind("aws:ec2/vpc:Vpc", "aws/vpc");
/** Part of a VPC in one zone. */
export const SUBNET = kind("aws:ec2/subnet:Subnet", "aws/subnet");
/** Way from a VPC to the internet. */
export const INTERNET_GATEWAY = kind("aws:ec2/internetGateway:InternetGateway", "aws/internet-gateway");
/** Routes of subnets. */
export const ROUTE_TABLE = kind("aws:ec2/routeTable:RouteTable", "aws/route-table");
/** One route. */
export const ROUTE = kind("aws:ec2/route:Route", "aws/route");
/** Which subnet uses which route table. */
export const ROUTE_TABLE_ASSOCIATION = kind(
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws/route-table-association",
);
/** Stateless filter of subnets. */
export const NETWORK_ACL = kind("aws:ec2/networkAcl:NetworkAcl", "aws/network-acl");
/** The filter that a VPC has from the start. */
export const DEFAULT_NETWORK_ACL = kind("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "aws/default-network-acl");
/** One entry of a network ACL. */
export const NETWORK_ACL_RULE = kind("aws:ec2/networkAclRule:NetworkAclRule", "aws/network-acl-rule");
/** Which subnet uses which network ACL. */
export const NETWORK_ACL_ASSOCIATION = kind(
  "aws:ec2/networkAclAssociation:NetworkAclAssociation",
  "aws/network-acl-association",
);
/** Stateful filter of network interfaces. */
export const SECURITY_GROUP = kind("aws:ec2/securityGroup:SecurityGroup", "aws/security-group");
/** The group that a VPC has from the start. */
export const DEFAULT_SECURITY_GROUP = kind(
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws/default-security-group",
);
/** Rule for several sources, the older form. */
export const SECURITY_GROUP_RULE = kind("aws:ec2/securityGroupRule:SecurityGroupRule", "aws/security-group-rule");
/** Inbound rule for one source. */
export const INGRESS_RULE = kind(
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws/security-group-ingress-rule",
);
/** Outbound rule for one destination. */
export const EGRESS_RULE = kind(
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws/security-group-egress-rule",
);
/** List of networks that rules and routes name. */
export const PREFIX_LIST = kind("aws:ec2/managedPrefixList:ManagedPrefixList", "aws/managed-prefix-list");
/** One entry of a prefix list. */
export const PREFIX_LIST_ENTRY = kind(
  "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
  "aws/managed-prefix-list-entry",
);
/** Elastic IP address. */
export const EIP = kind("aws:ec2/eip:Eip", "aws/eip");
/** Which instance has which Elastic IP address. */
export const EIP_ASSOCIATION = kind("aws:ec2/eipAssociation:EipAssociation", "aws/eip-association");
/** Virtual machine. */
export const INSTANCE = kind("aws:ec2/instance:Instance", "aws/instance");
/** Application or network load balancer. */
export const LOAD_BALANCER = kind("aws:lb/loadBalancer:LoadBalancer", "aws/load-balancer");
/** Port of a load balancer. */
export const LISTENER = kind("aws:lb/listener:Listener", "aws/listener");
/** A further certificate of a listener. */
export const LISTENER_CERTIFICATE = kind("aws:lb/listenerCertificate:ListenerCertificate", "aws/listener-certificate");
/** Servers that a listener forwards to. */
export const TARGET_GROUP = kind("aws:lb/targetGroup:TargetGroup", "aws/target-group");
/** One server of a target group. */
export const TARGET_GROUP_ATTACHMENT = kind(
  "aws:lb/targetGroupAttachment:TargetGroupAttachment",
  "aws/target-group-attachment",
);
/** TLS certificate. */
export const CERTIFICATE = kind("aws:acm/certificate:Certificate", "aws/certificate");
/** The wait for a certificate to be issued. */
export const CERTIFICATE_VALIDATION = kind(
  "aws:acm/certificateValidation:CertificateValidation",
  "aws/certificate-validation",
);
/** Route 53 health check. */
export const HEALTH_CHECK = kind("aws:route53/healthCheck:HealthCheck", "aws/health-check");
/** CloudWatch alarm. */
export const METRIC_ALARM = kind("aws:cloudwatch/metricAlarm:MetricAlarm", "aws/metric-alarm");
/** SNS topic. */
export const TOPIC = kind("aws:sns/topic:Topic", "aws/topic");
/** Who hears of a topic's messages. */
export const TOPIC_SUBSCRIPTION = kind("aws:sns/topicSubscription:TopicSubscription", "aws/topic-subscription");
