import com.sun.tools.attach.VirtualMachine;
import java.util.Map;
import java.util.TreeMap;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// What Kafka counts, asked of the processes themselves over JMX.
final class Requests {
  private Requests() {}

  /// What a broker counted since it began.
  ///
  /// @param records appended
  /// @param bytes appended
  /// @param requests to produce or to fetch
  record Broker(double records, double bytes, double requests) {
    Broker since(Broker before) {
      return new Broker(records - before.records, bytes - before.bytes, requests - before.requests);
    }
  }

  static Broker broker(long pid) throws Exception {
    try (JMXConnector connector = connect(pid)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      return new Broker(
          sum(server, "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec", "Count"),
          sum(server, "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec", "Count"),
          sum(server, "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=Produce,*", "Count")
              + sum(server, "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=Fetch,*", "Count"));
    }
  }

  /// The requests that each producer and consumer of a process has made, whatever for.
  static Map<String, Double> clients(long pid) throws Exception {
    Map<String, Double> requests = new TreeMap<>();
    try (JMXConnector connector = connect(pid)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      for (String kind : new String[] {"producer", "consumer"}) {
        ObjectName all = new ObjectName("kafka." + kind + ":type=" + kind + "-metrics,client-id=*");
        for (ObjectName client : server.queryNames(all, null)) {
          Object count = server.getAttribute(client, "request-total");
          requests.merge(kind + " " + client.getKeyProperty("client-id"), ((Number) count).doubleValue(), Double::sum);
        }
      }
    }
    return requests;
  }

  private static JMXConnector connect(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach("" + pid);
    try {
      return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    } finally {
      machine.detach();
    }
  }

  private static double sum(MBeanServerConnection server, String name, String attribute) throws Exception {
    double sum = 0;
    for (ObjectName found : server.queryNames(new ObjectName(name), null)) {
      sum += ((Number) server.getAttribute(found, attribute)).doubleValue();
    }
    return sum;
  }
}
