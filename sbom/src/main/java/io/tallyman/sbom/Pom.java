package io.tallyman.sbom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Reads the licences that a project or one of its parents names. Maven has brought all these files. */
final class Pom {
    private Pom() {
    }

    /** The names of the licences, and none if no file says them. */
    static List<String> licenses(Coordinates project, Path repository) throws IOException {
        Path file = project.pom(repository);
        if (!Files.exists(file)) {
            return List.of();
        }
        Element root = parse(file);
        Element licenses = child(root, "licenses");
        if (licenses != null) {
            List<String> names = new ArrayList<>();
            for (Node node = licenses.getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node instanceof Element license) {
                    names.add(text(license, "name"));
                }
            }
            return names;
        }
        Element parent = child(root, "parent");
        return parent == null ? List.of() : licenses(new Coordinates(text(parent, "groupId"),
                text(parent, "artifactId"), text(parent, "version")), repository);
    }

    private static Element parse(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file.toString(), e);
        }
    }

    private static Element child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        return null;
    }

    private static String text(Element parent, String name) {
        return child(parent, name).getTextContent().strip();
    }
}
