package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The few things that are done to the XML of an answer. */
final class Xml {
    private Xml() {}

    static Element parse(String text) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(text)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("no XML: " + text, e);
        }
    }

    static String write(Element root) throws IOException {
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(root), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IOException(e);
        }
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static Optional<Element> child(Element parent, String name) {
        return children(parent).stream()
                .filter(element -> element.getTagName().equals(name))
                .findFirst();
    }

    /** The items of a set, e.g. of {@code securityGroupRuleSet}; none where it is not there. */
    static List<Element> items(Element parent, String set) {
        return child(parent, set).map(Xml::children).orElse(List.of());
    }

    /** The text of a child; empty where there is none, or no text. */
    static Optional<String> text(Element parent, String name) {
        return child(parent, name).map(Element::getTextContent).filter(text -> !text.isEmpty());
    }

    static void set(Element parent, String name, String text) {
        Element element = child(parent, name).orElseGet(() -> {
            Element made = parent.getOwnerDocument().createElement(name);
            parent.appendChild(made);
            return made;
        });
        element.setTextContent(text);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
