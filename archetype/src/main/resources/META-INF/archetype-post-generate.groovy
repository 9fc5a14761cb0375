def project = new File(request.outputDirectory, request.artifactId)
new File(project, request.properties['kind']).eachFile { it.renameTo(new File(project, it.name)) }
['printer', 'destination', 'filter', 'runtime'].each { new File(project, it).deleteDir() }
